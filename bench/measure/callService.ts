import { randomUUID } from 'node:crypto';
import { createToken, tokenSecret } from '../../local/token.ts';
import { type Client, createClient } from '../../src/client/client.ts';
import type { Caller } from '../../src/domain/actors.ts';
import { anExam, STAFF } from '../../test/support/builders.ts';

/** The local service as somebody calls it. */
export function callerOf(url: string, caller: Caller): Client {
  return createClient({ baseUrl: url, token: () => tokenOf(caller) });
}

export function tokenOf(caller: Caller): Promise<string> {
  return createToken(caller, tokenSecret(process.env));
}

/** A new exam of the local service. @returns its id */
export async function newExam(url: string): Promise<number> {
  const { courseId, examName, timeLimitMins } = anExam();
  const body = {
    course_id: courseId,
    content_id: `exam-${randomUUID()}`,
    external_id: null,
    exam_name: examName,
    time_limit_mins: timeLimitMins,
    is_proctored: true,
    is_practice_exam: false,
    is_active: true,
    hide_after_due: false,
  };
  return (await callerOf(url, STAFF).createExam({ body })).exam_id;
}
