import { ADDITIONAL_TIME } from './additionalTime.ts';
import type { FailedDelivery } from './deliveryMatch.ts';
import { groupOf } from './reviewBar.ts';
import { statusText } from './statuses.ts';
import { formatPosition } from './time.ts';
import type { AllowanceChange, Attempt, HistoryEntry, Note, Review } from './wire.ts';
import { counted, ROLES } from './wording.ts';

export interface TimelineEntry {
  /** Distinguishes the entry from all others. */
  id: string;
  /** ISO 8601. */
  at: string;
  kind: 'created' | 'status' | 'removed' | 'review' | 'incident' | 'allowance' | 'note' | 'delivery';
  title: string;
  /** The author, in words. */
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
  /** Changes of the learner's allowances at the exam. */
  allowanceChanges: readonly AllowanceChange[];
  notes: readonly Note[];
  /** Failed deliveries to webhooks; loaded later than the others. */
  deliveries?: readonly FailedDelivery[];
}

/** Everything that happened to an attempt, newest first. */
export function mergeTimeline(sources: TimelineSources): TimelineEntry[] {
  const { attempt, history, reviews, allowanceChanges, notes, deliveries = [] } = sources;
  const times = changeTimes(attempt, history, reviews);
  const entries = [
    ...[createdEntry(attempt, history), ...allowanceChanges.map(allowanceEntry)],
    ...reviews.map(review => reviewEntry(review, attempt.id)),
    ...incidentEntries(attempt, reviews),
    ...notes.map(note => noteEntry(note, attempt.id)),
    ...deliveries.map(deliveryEntry),
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
  incident: 2,
  review: 3,
  status: 4,
  note: 5,
  removed: 6,
  delivery: 7,
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
  const comments = review.comments_left_out ? '' : `, ${counted(review.comments.length, 'comment')}`;
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

/** The remarks of the current review that need eyes, at the times at which they happened. */
function incidentEntries({ id, started_at }: Attempt, reviews: readonly Review[]): TimelineEntry[] {
  const review = reviews.find(({ attempt_id }) => attempt_id === id);
  if (!review || started_at === null) return [];
  return review.comments.flatMap((comment, index) => {
    if (comment.start === null || !['violation', 'suspicious'].includes(groupOf(comment.status))) return [];
    return [
      {
        id: `incident-${index}`,
        at: new Date(Date.parse(started_at) + comment.start * 1000).toISOString(),
        kind: 'incident' as const,
        title: `${comment.status} at ${formatPosition(comment.start)}`,
        by: `Reviewer (${review.vendor})`,
        reason: comment.comment || null,
        status: null,
        isEarlierAttempt: false,
      },
    ];
  });
}

function allowanceEntry({ key, value, changed_at, changed_by, reason }: AllowanceChange): TimelineEntry {
  return {
    id: `allowance-${key}-${changed_at}-${value}`,
    at: changed_at,
    kind: 'allowance',
    title: value === null ? `${describeKey(key)} taken back` : describeAllowance(key, value),
    by: describeActor(changed_by),
    reason,
    status: null,
    isEarlierAttempt: false,
  };
}

function noteEntry({ id, attempt_id, created, author, text }: Note, attemptId: number): TimelineEntry {
  return {
    id: `note-${id}`,
    at: created,
    kind: 'note',
    title: text === null ? 'Note, erased with the learner’s data' : 'Note',
    by: describeActor(author),
    reason: text,
    status: null,
    isEarlierAttempt: attempt_id !== attemptId,
  };
}

function deliveryEntry({ eventId, webhook, failure }: FailedDelivery): TimelineEntry {
  return {
    id: `delivery-${webhook}-${eventId}`,
    at: failure.at,
    kind: 'delivery',
    title: `Not delivered to ${webhook}: ${failure.type}`,
    by: `Webhooks, ${failure.tries} ${failure.tries === 1 ? 'try' : 'tries'}`,
    reason: failure.last_error,
    status: null,
    isEarlierAttempt: false,
  };
}

/** The allowances that hold now. */
export function presentAllowances(changes: readonly AllowanceChange[]): { key: string; value: string }[] {
  const latest = new Map<string, string | null>();
  for (const { key, value } of changes) if (!latest.has(key)) latest.set(key, value);
  return [...latest].flatMap(([key, value]) => (value === null ? [] : [{ key, value }]));
}

function describeKey(key: string): string {
  if (key === ADDITIONAL_TIME) return 'Additional time';
  return key === 'review_policy_exception' ? 'Exception for the reviewers' : key.replaceAll('_', ' ');
}

export function describeAllowance(key: string, value: string): string {
  if (key === ADDITIONAL_TIME) return `${value} more minutes in total`;
  return `${describeKey(key)}: ${value}`;
}

/** A person with their id: `Staff (user 7)`. */
export function describeActor({ role, user_id }: { role: string; user_id: number | null }): string {
  return role === 'staff' && user_id !== null ? `Staff (user ${user_id})` : (ROLES[role] ?? role);
}
