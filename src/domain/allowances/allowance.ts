import type { Actor } from '../actors.ts';
import type { Learner } from '../attempts/attempt.ts';
import { DomainError } from '../errors.ts';
import { type Instant, MAX_MINUTES } from '../time.ts';

/** Extra time, or another accommodation, of one learner at one exam. */
export interface Allowance {
  allowanceId: number;
  examId: number;
  courseId: string;
  user: Learner;
  key: string;
  value: string;
  createdAt: Instant;
  modifiedAt: Instant;
  /** Unique to one write: rises within an allowance, and from a removed allowance to its successor. */
  version: number;
  setBy: Actor;
  /** Only of those who set it for a reason. */
  reason?: string;
}

/** The allowance once a value is granted. @param write its id is that of a new allowance, and the version of any */
export function withValue(
  before: Allowance | undefined,
  grant: Pick<Allowance, 'examId' | 'courseId' | 'user' | 'key' | 'value'>,
  write: { id: number; now: Instant; by: Actor; reason?: string | null },
): Allowance {
  const { examId, courseId, user, key, value } = grant;
  const { id, now, by, reason = null } = write;
  return {
    examId,
    courseId,
    user,
    key,
    value,
    allowanceId: before?.allowanceId ?? id,
    createdAt: before?.createdAt ?? now,
    modifiedAt: now,
    version: id,
    setBy: by,
    ...(reason !== null && { reason }),
  };
}

/** A change of an allowance: a value that was set, or its removal. */
export interface AllowanceChange {
  key: string;
  /** Null for a removal. */
  value: string | null;
  at: Instant;
  by: Actor;
  reason: string | null;
}

/** Newest first; at the same instant a removal is later than the value that it removed. */
function compareChanges(a: AllowanceChange, b: AllowanceChange): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return Number(a.value !== null) - Number(b.value !== null);
}

export interface AllowanceChangePage {
  changes: AllowanceChange[];
  /** Continues with the changes before; null on the last page. */
  nextCursor: Instant | null;
}

/**
 * The newest changes before the cursor. Changes of one instant are on one page, which can have more than the limit: the
 * next one begins before them.
 */
export function pageOfChanges(
  changes: readonly AllowanceChange[],
  limit: number,
  cursor?: Instant | undefined,
): AllowanceChangePage {
  const earlier = changes.filter(({ at }) => cursor === undefined || at < cursor).toSorted(compareChanges);
  const last = earlier[limit - 1]?.at ?? '';
  const page = earlier.filter(({ at }) => at >= last);
  return { changes: page, nextCursor: page.length < earlier.length ? last : null };
}

/** The change by which an allowance got its value. */
export function settingOf({ key, value, modifiedAt, setBy, reason }: Allowance): AllowanceChange {
  return { key, value, at: modifiedAt, by: setBy, reason: reason ?? null };
}

/** Its value is a number of whole minutes. */
export const ADDITIONAL_TIME = 'additional_time_granted';
/** Accepted in bulk requests only; stored as additional time. */
const TIME_MULTIPLIER = 'time_multiplier';

/** The kinds that the service knows. Other keys are the LMS's. */
export const ALLOWANCE_TYPES = [ADDITIONAL_TIME, TIME_MULTIPLIER, 'review_policy_exception'] as const;

const MAX_TEXT_LENGTH = 10_000;

/**
 * The key and the value to be stored; those of keys defined by the LMS are not changed.
 * @throws DomainError `bad_allowance_value`
 */
export function normaliseAllowance(key: string, value: string): { key: string; value: string } {
  if (key === ADDITIONAL_TIME) return { key, value: String(parseMinutes(value.trim())) };
  if (value.length > MAX_TEXT_LENGTH) throw badValue(`must have at most ${MAX_TEXT_LENGTH} characters`);
  return { key, value };
}

/** The same for a bulk request: a multiplier of the exam's time limit becomes additional minutes. */
export function normaliseBulkAllowance(
  key: string,
  value: string,
  timeLimitMins: number,
): { key: string; value: string } {
  if (key !== TIME_MULTIPLIER) return normaliseAllowance(key, value);
  const text = value.trim();
  const multiplier = /^\d{1,3}(\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(multiplier >= 1 && multiplier <= 100)) throw badValue('must be a number from 1 to 100');
  return additionalTimeOf(Number(multipliedMinutes(timeLimitMins, text)));
}

/** The limit times the multiplier less 1, rounded. By its digits: 90 × (1.15 − 1) is below 13.5 in binary fractions. */
function multipliedMinutes(timeLimitMins: number, multiplier: string): bigint {
  const [whole = '', fraction = ''] = multiplier.split('.');
  const scale = 10n ** BigInt(fraction.length);
  // Seconds: the limit of a manual edit can have a fraction.
  const additional = BigInt(Math.round(timeLimitMins * 60)) * (BigInt(whole + fraction) - scale);
  const minute = 60n * scale;
  return (2n * additional + minute) / (2n * minute);
}

/** Additional time of so many minutes, rounded to whole ones. @throws DomainError `bad_allowance_value` */
export function additionalTimeOf(minutes: number): { key: string; value: string } {
  return normaliseAllowance(ADDITIONAL_TIME, String(Math.round(minutes)));
}

/** The key under which an allowance of a bulk request is stored. */
export function storedKey(key: string): string {
  return key === TIME_MULTIPLIER ? ADDITIONAL_TIME : key;
}

function parseMinutes(value: string): number {
  const count = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (count <= MAX_MINUTES) return count;
  throw badValue(`must be whole minutes from 0 to ${MAX_MINUTES}`);
}

function badValue(expectation: string): DomainError {
  return new DomainError('bad_allowance_value', `The value ${expectation}.`, { field: 'allowance_value' });
}
