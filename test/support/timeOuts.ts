import { randomUUID } from 'node:crypto';
import { BatchWriteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { createSchedule } from '../../src/store/attempts/schedule.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import type { TimeOutRun } from '../../src/usecases/schedule/closeTimedOut.ts';
import { aCaller, anAttempt } from './builders.ts';
import type { FreshStores } from './freshStores.ts';
import { storedAttempt, storedExam } from './scenarios.ts';
import { runScheduleOn } from './scheduleRun.ts';

/** Where the attempts are. */
export interface TestTable {
  client: DynamoDBDocumentClient;
  tables: { attempts: string };
}

/** A run of the schedule on the table. */
export function runSchedule(
  { client, tables }: TestTable,
  at: string,
  given: Parameters<typeof runScheduleOn>[2] = {},
): Promise<TimeOutRun> {
  return runScheduleOn(createSchedule(client, tables), at, given);
}

/** An attempt in progress whose time is up at `end`, made as a learner makes it; 90 minutes. */
export async function attemptEndingAt(
  stores: Pick<FreshStores, 'ports'>,
  examId: number,
  end: string,
): Promise<Attempt> {
  const { attemptId, user } = await storedAttempt(stores, examId);
  const ports = { ...stores.ports, clock: () => laterBy(end, -90 * 60) };
  return actOnAttempt(ports, aCaller({ userId: user.id }), attemptId, 'start');
}

/** A declined attempt whose cascade was cut off before it came to the other exam of the course. */
export async function declineCutOff(
  stores: Pick<FreshStores, 'ports'>,
  at: string,
): Promise<{ declined: Attempt; otherExam: number }> {
  const courseId = `course-v1:X+${randomUUID()}+1`;
  const [examId = 0, otherExam = 0] = await Promise.all([1, 2].map(() => storedExam(stores, { courseId })));
  const { attemptId, user } = await storedAttempt(stores, examId);
  const exams = { ...stores.ports.exams, ofCourse: () => Promise.reject(new Error('cut off by the test')) };
  const cutOff = { ...stores.ports, exams, clock: () => at };
  await actOnAttempt(cutOff, aCaller({ userId: user.id }), attemptId, 'decline').catch(() => {});
  const declined = await stores.ports.attempts.read(attemptId);
  if (!declined?.cascadePending) throw new Error('the cascade was not cut off');
  return { declined, otherExam };
}

/** So many attempts in progress whose time is up at `end`, put straight into the table. */
export async function storeManyEndingAt({ client, tables }: TestTable, count: number, end: string): Promise<Attempt[]> {
  const startedAt = laterBy(end, -5400);
  const times = { createdAt: startedAt, startedAt, allowedTimeSeconds: 5400, baseTimeSeconds: 5400 };
  const attempts = Array.from({ length: count }, () => anAttempt({ status: 'started', version: 2, ...times }));
  const writes = attempts.map(attempt => ({ PutRequest: { Item: toAttemptItem(attempt) } }));
  for (let at = 0; at < writes.length; at += 25) {
    const some = { [tables.attempts]: writes.slice(at, at + 25) };
    await client.send(new BatchWriteCommand({ RequestItems: some }));
  }
  return attempts;
}

/** Changes an attempt as somebody does in the console. */
export function editByHand(
  { client, tables }: TestTable,
  attemptId: number,
  expression: string,
  values: Record<string, unknown> = {},
) {
  return client.send(
    new UpdateCommand({
      TableName: tables.attempts,
      Key: { attempt_id: attemptId },
      UpdateExpression: expression,
      ...(expression.includes('#status') && { ExpressionAttributeNames: { '#status': 'status' } }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    }),
  );
}
