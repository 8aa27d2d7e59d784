import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { invokeFunction } from '../../dev/invokeFunction.ts';
import { laterBy } from '../../src/domain/time.ts';
import { act, history, newAttempt, readAttempt } from '../support/api.ts';
import { useLocalStack } from '../support/localStack.ts';
import { editManually } from '../support/timeOuts.ts';
import { until } from '../support/until.ts';

const stack = useLocalStack();

const client = DynamoDBDocumentClient.from(localDynamodbClient(stack.dynamodbEndpoint));
afterAll(() => client.destroy());

const NINETY_MINUTES = 90 * 60;
/** The schedule runs once a minute. */
const POLL_INTERVAL_MS = 5000;

/** Moves the start of an attempt, and with it its end, into the past. */
async function moveEndTo(attemptId: number, end: string): Promise<void> {
  const tables = { attempts: stack.tables.AttemptsTable ?? '' };
  await editManually({ client, tables }, attemptId, 'SET started_at = :start, scheduled_at = :end', {
    ':start': laterBy(end, -NINETY_MINUTES),
    ':end': end,
  });
}

const runSchedule = () => invokeFunction(stack.lambdaPort, 'proctoring-local-timeOuts', {});

describe('an attempt whose time is up, without any request', () => {
  it('is closed by the schedule: completed at its end, one history item, by the schedule', async () => {
    const attempt = await newAttempt();
    await act(attempt.id, 'start', attempt.learner);
    const end = laterBy(new Date().toISOString(), -30);
    await moveEndTo(attempt.id, end);
    await runSchedule();
    const [entry, ...otherEntries] = (await history(attempt.code, 2)).slice(0, -1);
    expect(otherEntries).toEqual([]);
    expect(entry).toMatchObject({
      status: 'started',
      change: 'status_changed',
      to_status: 'submitted',
      changed_by: { role: 'schedule' },
    });
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'submitted', completed_at: end });
    const lateStart = await act(attempt.id, 'start', attempt.learner);
    expect(lateStart.status).toBe(400);
    expect(lateStart.body.detail).toContain('has the status submitted');
    expect((await act(attempt.id, 'submit', attempt.learner)).status).toBe(200);
    expect(await history(attempt.code, 2)).toHaveLength(2);
  });

  it('appears closed over HTTP immediately', async () => {
    const attempt = await newAttempt();
    await act(attempt.id, 'start', attempt.learner);
    const end = laterBy(new Date().toISOString(), -1);
    await moveEndTo(attempt.id, end);
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'submitted', completed_at: end });
  });

  it('is closed by the local stack’s schedule', async () => {
    const attempt = await newAttempt();
    await act(attempt.id, 'start', attempt.learner);
    await moveEndTo(attempt.id, laterBy(new Date().toISOString(), -1));
    const entries = await until(
      () => history(attempt.code, 1),
      all => all.length === 2,
      200_000,
      POLL_INTERVAL_MS,
    );
    expect(entries[0]).toMatchObject({ to_status: 'submitted', changed_by: { role: 'schedule' } });
  });
});
