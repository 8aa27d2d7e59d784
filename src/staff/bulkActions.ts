import { client, describeError } from './api.ts';
import { chunksOf, type RowResult, type TimeChange, timeResult, toFailure, toResults } from './bulk.ts';
import { readPresent } from './changedAttempt.ts';
import { ownVersionOf, recordOwnWrite } from './ownVersions.ts';
import { startGrant } from './startGrant.ts';
import type { Attempt, BulkRow } from './wire.ts';
import type { BulkAction } from './wording.ts';

/** Actions on many attempts: every request is begun at once, so that a page that is closed has sent all of them. */

/**
 * Carries out an action on attempts as the user has seen them; a request that fails is a failure of each of its attempts.
 * @param isDryRun changes nothing
 */
export async function actOnMany(
  action: Exclude<BulkAction, 'time'>,
  attempts: readonly Attempt[],
  reason: string,
  isDryRun: boolean,
): Promise<RowResult[]> {
  const parts = chunksOf(attempts).map(async part => {
    const rows = part.map(attempt => ({ attempt_id: attempt.id, if_version: ownVersionOf(attempt) }));
    const body = { action, attempts: rows, dry_run: isDryRun, ...(reason !== '' && { reason }) };
    try {
      const { results } = await client.actOnAttempts({ body });
      if (!isDryRun) recordWrites(rows, results);
      return toResults(part, await Promise.all(results.map(withPresentAttempt)));
    } catch (error) {
      return allFailed(part, error);
    }
  });
  return (await Promise.all(parts)).flat();
}

/** Adds the minutes to those of the learners; up to 100 at an exam are one request. */
export async function giveTimeToMany(changes: readonly TimeChange[], minutes: number): Promise<RowResult[]> {
  const groups = [...Map.groupBy(changes, ({ examId }) => examId)].flatMap(([examId, group]) =>
    chunksOf(group).map(part => ({ examId, attempts: part.map(({ attempt }) => attempt) })),
  );
  const parts = groups.map(async ({ examId, attempts }) => {
    const user_ids = attempts.map(({ user }) => user.id);
    try {
      const job = await startGrant(examId, { minutes, user_ids, in_progress_only: false });
      return attempts.map(attempt => timeResult(attempt, job));
    } catch (error) {
      return allFailed(attempts, error);
    }
  });
  return (await Promise.all(parts)).flat();
}

/** Adds the present attempt to a row that reports a change. */
async function withPresentAttempt(row: BulkRow): Promise<BulkRow> {
  if (row.code !== 'attempt_changed' || row.attempt) return row;
  const attempt = await readPresent(row.attempt_id);
  return attempt ? { ...row, attempt } : { ...row, code: 'attempt_unread' };
}

function recordWrites(rows: readonly { attempt_id: number; if_version: number }[], results: readonly BulkRow[]): void {
  const versions = new Map(rows.map(({ attempt_id, if_version }) => [attempt_id, if_version]));
  for (const { attempt_id, ok, changed } of results) {
    const version = versions.get(attempt_id);
    if (ok && changed && version !== undefined) recordOwnWrite(attempt_id, version);
  }
}

function allFailed(attempts: readonly Attempt[], error: unknown): RowResult[] {
  const detail = describeError(error);
  return attempts.map(attempt => toFailure(attempt, 'unsent', detail));
}
