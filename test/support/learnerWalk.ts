import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { laterBy } from '../../src/domain/time.ts';
import { examBody, request, V1_EXAM } from './api.ts';
import { editManually } from './timeOuts.ts';
import type { startVendorGateway } from './vendorGateway.ts';

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
  { endpoint, tables }: Pick<Awaited<ReturnType<typeof startVendorGateway>>, 'endpoint' | 'tables'>,
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
