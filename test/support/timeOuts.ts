import { BatchWriteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { createSchedule } from '../../src/store/attempts/schedule.ts';
import type { TimeOutRun } from '../../src/usecases/schedule/closeTimedOut.ts';
import { anAttempt } from './builders.ts';
import { runScheduleOn } from './scheduleRun.ts';

/** The attempts table and its client. */
export interface TestTable {
  client: DynamoDBDocumentClient;
  tables: { attempts: string };
}

/** A sweep over the table. */
export function runSchedule(
  { client, tables }: TestTable,
  at: string,
  overrides: Parameters<typeof runScheduleOn>[2] = {},
): Promise<TimeOutRun> {
  return runScheduleOn(createSchedule(client, tables), at, overrides);
}

/** A number of running attempts that end at `end`, written directly to the table. */
export async function storeManyEndingAt({ client, tables }: TestTable, count: number, end: string): Promise<Attempt[]> {
  const startedAt = laterBy(end, -5400);
  const times = { createdAt: startedAt, startedAt, allowedTimeSeconds: 5400, baseTimeSeconds: 5400 };
  const attempts = Array.from({ length: count }, () => anAttempt({ status: 'started', version: 2, ...times }));
  const writes = attempts.map(attempt => ({ PutRequest: { Item: toAttemptItem(attempt) } }));
  for (let at = 0; at < writes.length; at += 25) {
    const batch = { [tables.attempts]: writes.slice(at, at + 25) };
    await client.send(new BatchWriteCommand({ RequestItems: batch }));
  }
  return attempts;
}

/** Changes an attempt like a manual edit. */
export function editManually(
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
