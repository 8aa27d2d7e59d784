import { statusText } from './statuses.ts';
import type { Allowance, Attempt, HistoryEntry, Review } from './wire.ts';

export interface TimelineEntry {
  /** Distinguishes the entry from all others. */
  id: string;
  /** ISO 8601. */
  at: string;
  kind: 'created' | 'status' | 'removed' | 'review' | 'allowance' | 'note';
  title: string;
  /** Who did it, in words. */
  by: string;
  reason: string | null;
  /** The status to which the attempt changed. */
  status: string | null;
  /** Whether it concerns an earlier attempt with the same code. */
  isEarlierAttempt: boolean;
}

export interface TimelineSources {
  attempt: Attempt;
  history: readonly HistoryEntry[];
  /** All versions of the review. */
  reviews: readonly Review[];
  /** The allowances of the learner at the exam. */
  allowances: readonly Allowance[];
}

/** Everything that happened to an attempt, newest first. */
export function mergeTimeline({ attempt, history, reviews, allowances }: TimelineSources): TimelineEntry[] {
  const times = changeTimes(attempt, history, reviews);
  const entries = [
    ...[createdEntry(attempt, history), ...allowances.map(allowanceEntry)],
    ...reviews.map(review => reviewEntry(review, attempt.id)),
  ].map(entry => ({ entry, time: entry.at }));
  const changes = history.map((entry, index) => ({
    entry: changeEntry(entry, attempt.id),
    time: times[index] ?? entry.changed_at,
  }));
  // At the same instant a later step of an attempt precedes an earlier one.
  return [...changes, ...entries]
    .sort((a, b) => compareTexts(b.time, a.time) || rank(b.entry) - rank(a.entry))
    .map(({ entry }) => entry);
}

/**
 * Times by which changes are sorted. Their order is that of the history; the time of some has seconds only, and would precede its
 * cause: the creation, an earlier change, or the review that a vendor's change followed.
 */
function changeTimes({ id, created }: Attempt, history: readonly HistoryEntry[], reviews: readonly Review[]): string[] {
  let latest = '';
  return history
    .toReversed()
    .map(entry => {
      const end = new Date(Date.parse(entry.changed_at) + 1000).toISOString();
      const causes = entry.changed_by.role === 'vendor' ? reviews.map(({ received_at }) => received_at) : [];
      const earliest = [entry.changed_at, entry.id === id ? created : '', latest, ...causes.filter(time => time < end)];
      latest = earliest.reduce((a, b) => (a > b ? a : b));
      return latest;
    })
    .reverse();
}

const RANKS: Readonly<Record<TimelineEntry['kind'], number>> = {
  created: 0,
  allowance: 1,
  review: 2,
  status: 3,
  note: 4,
  removed: 5,
};

const rank = ({ kind }: TimelineEntry) => RANKS[kind];

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function createdEntry(attempt: Attempt, history: readonly HistoryEntry[]): TimelineEntry {
  const oldest = history.findLast(({ id }) => id === attempt.id);
  return {
    id: `created-${attempt.id}`,
    at: attempt.created,
    kind: 'created',
    title: 'Attempt created',
    by: '',
    reason: null,
    status: oldest?.status ?? attempt.status,
    isEarlierAttempt: false,
  };
}

function changeEntry(entry: HistoryEntry, attemptId: number): TimelineEntry {
  const isRemoval = entry.change === 'removed';
  return {
    id: `change-${entry.id}-${entry.changed_at}-${entry.to_status ?? 'removed'}`,
    at: entry.changed_at,
    kind: isRemoval ? 'removed' : 'status',
    title: isRemoval ? 'Attempt removed' : statusText(entry.to_status ?? '').label,
    by: describeActor(entry.changed_by),
    reason: entry.reason,
    status: entry.to_status,
    isEarlierAttempt: entry.id !== attemptId,
  };
}

function reviewEntry(review: Review, attemptId: number): TimelineEntry {
  const version = review.version > 1 ? `, version ${review.version}` : '';
  const count = review.comments.length;
  const comments = review.comments_left_out ? '' : count === 1 ? ', 1 comment' : `, ${count} comments`;
  return {
    id: `review-${review.attempt_id}-${review.version}`,
    at: review.received_at,
    kind: 'review',
    title: `Review: ${review.review_status}${version}${comments}`,
    by: `Vendor (${review.vendor})`,
    reason: null,
    status: null,
    isEarlierAttempt: review.attempt_id !== attemptId,
  };
}

function allowanceEntry({ id, key, value, created, modified }: Allowance): TimelineEntry {
  return {
    id: `allowance-${id}`,
    at: modified,
    kind: 'allowance',
    title: `${describeAllowance(key, value)} ${created === modified ? 'granted' : 'changed'}`,
    by: 'Staff',
    reason: null,
    status: null,
    isEarlierAttempt: false,
  };
}

export function describeAllowance(key: string, value: string): string {
  if (key === 'additional_time_granted') return `${value} more minutes`;
  if (key === 'review_policy_exception') return `Exception for the reviewers: ${value}`;
  return `${key.replaceAll('_', ' ')}: ${value}`;
}

const ROLES: Readonly<Record<HistoryEntry['changed_by']['role'], string>> = {
  learner: 'Learner',
  staff: 'Staff',
  vendor: 'Vendor',
  schedule: 'Time-out',
  unknown: 'Outside the service',
};

function describeActor({ role, user_id }: HistoryEntry['changed_by']): string {
  return role === 'staff' && user_id !== null ? `Staff (user ${user_id})` : ROLES[role];
}
