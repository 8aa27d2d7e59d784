import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Change, changesInStream, compareHistory, type Found, itemsOf } from './storedState.ts';

/** The final state of an attempt as its clients know it, from answers 2xx only. */
export interface ExpectedAttempt {
  attemptId: number;
  code: string;
  externalId: string;
  isRest: boolean;
  /** The requested statuses, in order. */
  statuses: string[];
  /** The markers of the deliveries with an answer 2xx. */
  acceptedMarkers: Set<string>;
  /** Posts of deliveries, without those that got no answer. */
  posted: number;
  /** The status that each delivery asks for. */
  verdicts: Map<string, string>;
  staffVerdict: string | undefined;
  isRemoved: boolean;
}

export interface Tables {
  attempts: string;
  directory: string;
  history: string;
  reviews: string;
}

export interface Verdict {
  figures: Record<string, number>;
  /** Violations; empty when the data are consistent. */
  faults: string[];
}

/** The stored data, and their changes from the stream. */
export interface Stored {
  attempts: readonly Found[];
  directory: readonly Found[];
  reviews: readonly Found[];
  history: readonly Found[];
  changes: readonly Change[];
}

/** Reads all stored data without code of the service. */
export async function readStored(client: DynamoDBClient, endpoint: string, tables: Tables): Promise<Stored> {
  const [attempts, directory, reviews, history, changes] = await Promise.all([
    itemsOf(client, tables.attempts),
    itemsOf(client, tables.directory),
    itemsOf(client, tables.reviews),
    itemsOf(client, tables.history),
    changesInStream(client, endpoint, tables.attempts),
  ]);
  return { attempts, directory, reviews, history, changes };
}

/** Compares the stored data with the answers of clients, the notifications of the vendor, and the stream. */
export function judge(
  { attempts, directory, reviews, history, changes }: Stored,
  expectedAttempts: readonly ExpectedAttempt[],
  notified: ReadonlyMap<string, string>,
): Verdict {
  const faults: string[] = [];
  const compared = compareHistory(changes, history);
  for (const [kind, count] of Object.entries(compared)) if (count > 0) faults.push(`history: ${count} ${kind}`);
  const stored = Map.groupBy(
    reviews.filter(({ part }) => part === 'review'),
    ({ attempt_code }) => attempt_code,
  );
  const live = new Map(attempts.map(item => [item.attempt_id, item]));
  const entries = new Map(directory.map(item => [item.key, item]));
  const chains = Map.groupBy(changes, ({ before }) => before.attempt_id);
  for (const expected of expectedAttempts) {
    const attempt = live.get(expected.attemptId);
    const wrong = [
      ...reviewFaults(expected, stored.get(expected.code) ?? []),
      ...attemptFaults(expected, attempt, entries),
      ...changeFaults(expected, chains.get(expected.attemptId) ?? [], attempt),
      ...notificationFaults(expected, notified),
    ];
    faults.push(...wrong.map(fault => `${expected.code}: ${fault}`));
  }
  const versions = reviews.filter(({ part }) => String(part).startsWith('version#')).length;
  if (versions > 0) faults.push(`reviews: ${versions} were replaced`);
  const unknown = attempts.length - expectedAttempts.filter(({ isRemoved }) => !isRemoved).length;
  if (unknown !== 0) faults.push(`attempts: ${unknown} that no client knows of`);
  return {
    faults,
    figures: {
      'changes of status and removals': changes.length,
      'history items': history.length,
      'changes lost': compared.lost,
      'changes doubled': compared.doubled,
      'deliveries posted': expectedAttempts.reduce((sum, attempt) => sum + attempt.posted, 0),
      'reviews answered 2xx': expectedAttempts.filter(attempt => attempt.acceptedMarkers.size > 0).length,
      'reviews stored': [...stored.values()].reduce((sum, items) => sum + items.length, 0),
      'attempts removed': expectedAttempts.filter(({ isRemoved }) => isRemoved).length,
    },
  };
}

/** A review answered 2xx is stored once; a contradicting one is not. */
function reviewFaults({ acceptedMarkers }: ExpectedAttempt, stored: readonly Found[]): string[] {
  const [marker] = acceptedMarkers;
  const comments = stored[0]?.comments?.map(({ comment }: Found) => comment).join() ?? '';
  return faultsOf([
    [acceptedMarkers.size > 1, `${acceptedMarkers.size} different reviews were accepted`],
    [stored.length !== acceptedMarkers.size, `${stored.length} reviews stored, ${acceptedMarkers.size} answered 2xx`],
    [marker !== undefined && comments !== marker, 'another review is stored than was answered 2xx'],
  ]);
}

/** An attempt, its directory entries and its indexes agree. */
function attemptFaults(
  { attemptId, code, externalId, isRemoved }: ExpectedAttempt,
  attempt: Found | undefined,
  entries: ReadonlyMap<string, Found>,
): string[] {
  const entry = entries.get(`code#${code}`);
  const isRunning = attempt?.status === 'started' || attempt?.status === 'ready_to_submit';
  return faultsOf([
    [entry?.attempt_id !== attemptId, 'its code does not lead to it'],
    [
      entries.get(`external#${externalId.toLowerCase()}`)?.attempt_id !== attemptId,
      'its external id does not lead to it',
    ],
    [isRemoved && attempt !== undefined, 'is there although it was removed'],
    [!isRemoved && attempt === undefined, 'has vanished'],
    [isRemoved !== (entry?.removal !== undefined), 'the directory does not know whether it was removed'],
    [isRunning !== (attempt?.in_progress_user_id !== undefined), 'stands in the wrong index'],
    [isRunning !== (attempt?.scheduled_at !== undefined), 'is scheduled wrongly'],
  ]);
}

/** The changes form a chain, contain every status answered 2xx in its order, and lead to the stored attempt. */
function changeFaults(expectation: ExpectedAttempt, changes: readonly Change[], attempt: Found | undefined): string[] {
  const inOrder = changes.toSorted((a, b) => (a.sequenceNumber < b.sequenceNumber ? -1 : 1));
  const statuses = inOrder.map(({ to }) => to);
  const last = statuses.at(-1);
  const gaps = inOrder.filter(({ before }, index) => index > 0 && statuses[index - 1] !== before.status);
  const missing = missingFrom(statuses, expectation);
  const [marker] = expectation.acceptedMarkers;
  const expected = expectation.staffVerdict ?? (marker && expectation.verdicts.get(marker));
  return faultsOf([
    [gaps.length > 0, `came to ${gaps[0]?.before.status} without a trace`],
    [last !== (attempt?.status ?? null), `ends as ${attempt?.status}, in the stream as ${last}`],
    [missing !== undefined, `was answered 2xx for ${missing}, which it never was`],
    [
      attempt !== undefined && expected !== undefined && attempt.status !== expected,
      `is ${attempt?.status} instead of ${expected}`,
    ],
  ]);
}

/** The first status answered 2xx that the attempt never had, in order. */
function missingFrom(
  statuses: readonly (string | null)[],
  { statuses: answered, staffVerdict }: ExpectedAttempt,
): string | undefined {
  let from = 0;
  for (const status of answered) {
    // A verdict of staff that is the review's already is no change.
    if (status === staffVerdict && statuses.includes(status)) continue;
    from = statuses.indexOf(status, from) + 1;
    if (from === 0) return status;
  }
  return undefined;
}

function notificationFaults(
  { isRest, externalId, isRemoved, statuses }: ExpectedAttempt,
  notified: ReadonlyMap<string, string>,
): string[] {
  const due = isRemoved ? 'removed' : statuses.includes('error') ? 'error' : 'submitted';
  const last = notified.get(externalId);
  return faultsOf([[isRest && last !== due, `the vendor was told "${last}" last instead of "${due}"`]]);
}

function faultsOf(checks: readonly (readonly [isWrong: boolean, fault: string])[]): string[] {
  return checks.flatMap(([isWrong, fault]) => (isWrong ? [fault] : []));
}
