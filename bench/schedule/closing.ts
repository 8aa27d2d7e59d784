import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { fromAttemptItem } from '../../src/store/attemptItem.ts';
import { batchGet } from '../../src/store/batchGet.ts';
import { NOW } from '../../test/support/builders.ts';
import { runSchedule, storeManyEndingAt, type TestTable } from '../../test/support/timeOuts.ts';
import { sideBySide } from '../measure/sideBySide.ts';

/** As many as the schedule closes at once. */
export const WRITES_SIDE_BY_SIDE = 48;
/** What the function has of its 60 s before it begins nothing more (src/handlers/timeOuts.ts). */
export const RUN_MS = 50_000;

/** Attempts in progress whose ends are spread over one minute. */
export async function storeEndingInOneMinute(on: TestTable, count: number): Promise<Attempt[]> {
  const stored: Attempt[] = [];
  for (let second = 0; second < 60; second++) {
    const share = Math.floor(((second + 1) * count) / 60) - stored.length;
    stored.push(...(await storeManyEndingAt(on, share, laterBy(NOW, second))));
  }
  return stored;
}

/** Runs the schedule until nothing is left. @returns how many each run closed */
export async function closeBySchedule(on: TestTable): Promise<number[]> {
  const closed: number[] = [];
  for (let isUnfinished = true; isUnfinished; ) {
    const began = performance.now();
    const hasTime = () => performance.now() - began < RUN_MS;
    const run = await runSchedule(on, laterBy(NOW, 60), { limits: { hasTime } });
    closed.push(run.closed);
    isUnfinished = run.isUnfinished;
  }
  return closed;
}

/** Sets and removes what the schedule does, for attempts that are known beforehand, on no condition. */
export async function closeBare({ client, tables }: TestTable, attempts: readonly Attempt[]): Promise<void> {
  await sideBySide(attempts, WRITES_SIDE_BY_SIDE, ({ attemptId, startedAt, version }) =>
    client.send(
      new UpdateCommand({
        TableName: tables.attempts,
        Key: { attempt_id: attemptId },
        UpdateExpression:
          'SET #status = :status, completed_at = :end, is_resumable = :false, modified = :now, last_change = :change, ' +
          'version = :next REMOVE in_progress_user_id, schedule_bucket, scheduled_at',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ':status': 'submitted',
          ':end': endOf(startedAt),
          ':false': false,
          ':now': laterBy(NOW, 60),
          ':change': { role: 'schedule' },
          ':next': version + 1,
        },
      }),
    ),
  );
}

/** Looks at every single one, not at what was said about closing them. @returns how many are not as they ought */
export async function countWrong({ client, tables }: TestTable, stored: readonly Attempt[]): Promise<number> {
  const keys = stored.map(({ attemptId }) => ({ attempt_id: attemptId }));
  const found = (await batchGet(client, { [tables.attempts]: keys }))[tables.attempts] ?? [];
  const after = new Map(found.map(fromAttemptItem).map(attempt => [attempt.attemptId, attempt]));
  return stored.filter(({ attemptId, version, startedAt }) => {
    const is = after.get(attemptId);
    return is?.status !== 'submitted' || is.completedAt !== endOf(startedAt) || is.version !== version + 1;
  }).length;
}

function endOf(startedAt: string | null): string {
  return laterBy(startedAt ?? '', 5400);
}
