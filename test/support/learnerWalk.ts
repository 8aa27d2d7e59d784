import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { laterBy } from '../../src/domain/time.ts';
import { type ApiCaller, attemptPath, examBody, request, V1_ATTEMPT, V1_EXAM } from './api.ts';
import type { BrowserPage } from './browserCaller.ts';
import { editManually } from './timeOuts.ts';
import type { VendorGateway } from './useVendorGateway.ts';

/** An exam in the LMS. */
export interface PublishedExam {
  exam_id: number;
  course_id: string;
  content_id: string;
}

/** An exam, by default of a course of its own. */
export async function publishExam(overrides: Record<string, unknown> = {}): Promise<PublishedExam> {
  const run = randomUUID().slice(0, 8);
  const { course_id = `course-v1:X+${run}+1`, ...fields } = overrides;
  const content_id = `${String(course_id).replace('course', 'block')}+type@sequential+block@${run}`;
  const body = examBody({ course_id, content_id, ...fields });
  const { exam_id } = (await request('POST', V1_EXAM, { json: body })).body;
  return { exam_id, course_id: String(course_id), content_id };
}

/** Moves the start of an attempt into the past; the schedule does not run in tests over HTTP. */
export async function letTimePass(
  { endpoint, tables }: Pick<VendorGateway, 'endpoint' | 'tables'>,
  id: number,
  seconds: number,
): Promise<void> {
  const client = DynamoDBDocumentClient.from(localDynamodbClient(endpoint));
  const start = laterBy(new Date().toISOString(), -seconds);
  await editManually({ client, tables: { attempts: tables.AttemptsTable ?? '' } }, id, 'SET started_at = :start', {
    ':start': start,
  });
  client.destroy();
}

const V1 = '/api/edx_proctoring/v1/proctored_exam';
const ONBOARDING = '/api/edx_proctoring/v1/user_onboarding/status';

/** An exam in the learner front end without EXAMS_BASE_URL. */
export function examPage(page: BrowserPage, { exam_id, course_id, content_id }: PublishedExam, learner: ApiCaller) {
  const query = new URLSearchParams({ content_id, is_learning_mfe: 'true' });
  const view = async () => {
    const { status, body } = await page.get(`${V1_ATTEMPT}/course_id/${course_id}?${query}`);
    expect(status).toBe(200);
    return body;
  };
  return {
    view,
    /** The attempt as the page shows it. */
    attempt: async () => (await view()).exam.attempt,
    create: (start_clock: boolean, attempt_proctored: boolean) =>
      page.send('POST', V1_ATTEMPT, {
        json: { exam_id, start_clock: String(start_clock), attempt_proctored: String(attempt_proctored) },
      }),
    act: (id: number, action: string, detail?: string) =>
      page.send('PUT', attemptPath(id), { json: { action, ...(detail && { detail }) } }),
    poll: async (url: string) => (await page.get(url)).body,
    /** The box of the course's home with the learner's onboarding. */
    onboarding: async () =>
      (
        await page.get(
          `${ONBOARDING}?${new URLSearchParams({ course_id, username: `user${learner.id}`, is_learning_mfe: 'true' })}`,
        )
      ).body,
    /** Reads the data for the instructions of a proctored exam. */
    instructions: async () => ({
      settings: (await page.get(`${V1}/settings/exam_id/${exam_id}/`)).body,
      policy: (await page.get(`${V1}/review_policy/exam_id/${exam_id}/`)).body,
    }),
  };
}
