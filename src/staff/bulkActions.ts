import { client, describeError } from './api.ts';
import { chunksOf, failed, type RowResult, type TimeChange, toResults } from './bulk.ts';
import { grantMinutes } from './grantMinutes.ts';
import type { Attempt } from './wire.ts';
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
    const rows = part.map(({ id, version }) => ({ attempt_id: id, if_version: version }));
    const body = { action, attempts: rows, dry_run: isDryRun, ...(reason !== '' && { reason }) };
    try {
      const { results } = await client.actOnAttempts({ body });
      return toResults(part, results);
    } catch (error) {
      return allFailed(part, error);
    }
  });
  return (await Promise.all(parts)).flat();
}

/** Grants the minutes; learners of the same exam and total are one request. */
export async function giveTimeToMany(changes: readonly TimeChange[]): Promise<RowResult[]> {
  const groups = Map.groupBy(changes, ({ examId, after }) => `${examId} ${after}`);
  const parts = [...groups.values()].map(async group => {
    const attempts = group.map(({ attempt }) => attempt);
    const [{ examId, after } = { examId: 0, after: 0 }] = group;
    const learners = attempts.map(({ user }) => user.id);
    try {
      const answerFor = await grantMinutes({ examId, minutes: after, learners, isDryRun: false });
      return attempts.map(attempt => {
        const { status = 503, detail = '' } = answerFor(attempt.user.id) ?? {};
        if (status < 400) return { attempt, ok: true, changed: true, code: '', detail: '' };
        return failed(attempt, status === 503 ? 'busy' : status === 500 ? 'internal_error' : '', detail);
      });
    } catch (error) {
      return allFailed(attempts, error);
    }
  });
  return (await Promise.all(parts)).flat();
}

function allFailed(attempts: readonly Attempt[], error: unknown): RowResult[] {
  const detail = describeError(error);
  return attempts.map(attempt => failed(attempt, 'unsent', detail));
}
