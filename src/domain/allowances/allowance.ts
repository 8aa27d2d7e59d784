import type { Actor } from '../actors.ts';
import type { Attempt, Learner } from '../attempts/attempt.ts';
import { Refusal } from '../errors.ts';
import type { Instant } from '../time.ts';

/** Something one learner is granted at one exam. */
export interface Allowance {
  allowanceId: number;
  examId: number;
  courseId: string;
  user: Learner;
  key: string;
  value: string;
  createdAt: Instant;
  modifiedAt: Instant;
  /** Of one write alone: rises within an allowance and from one to the next. */
  version: number;
  setBy: Actor;
}

/**
 * What a change of the learner's time does to the attempt that is not completed yet; or, where there is none, which
 * attempt still has to have the learner's place at the exam, so that none was started meanwhile.
 */
export type AttemptMove = { before: Attempt; after: Attempt } | { userId: number; place: number | null };

/** Every write is conditional on the allowance read; what it was before is kept, in the same transaction. */
export interface AllowanceStore {
  read(examId: number, userId: number, key: string): Promise<Allowance | undefined>;
  /**
   * @returns false when the allowance or the attempt is not as it was read any more
   * @throws Refusal `learner_not_known` for a learner who was retired
   */
  replace(before: Allowance | undefined, after: Allowance, move: AttemptMove | undefined): Promise<boolean>;
  remove(before: Allowance, by: Actor, at: Instant, move: AttemptMove | undefined): Promise<boolean>;
  /** By username. One made within the last second may be missing. */
  ofCourse(courseId: string): Promise<Allowance[]>;
  ofLearnerAtExam(examId: number, userId: number): Promise<Allowance[]>;
}

/** Whole minutes. */
export const ADDITIONAL_TIME = 'additional_time_granted';
/** In bulk only: stored as additional minutes. */
const TIME_MULTIPLIER = 'time_multiplier';

const MOST_MINUTES = 525_600;
const LONGEST_TEXT = 10_000;

/**
 * The key and the value as they are stored; keys that are not ours are kept as they are.
 * @throws Refusal `bad_allowance_value`
 */
export function checkedAllowance(key: string, value: string): { key: string; value: string } {
  if (key === ADDITIONAL_TIME) return { key, value: String(minutes(value.trim())) };
  if (value.length > LONGEST_TEXT) throw badValue(`must have at most ${LONGEST_TEXT} characters`);
  return { key, value };
}

/** The same for a bulk of exams: a multiple of each exam's limit is a number of minutes more. */
export function checkedBulkAllowance(key: string, value: string, limit: number): { key: string; value: string } {
  if (key !== TIME_MULTIPLIER) return checkedAllowance(key, value);
  const text = value.trim();
  const multiplier = /^\d{1,3}(\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(multiplier >= 1 && multiplier <= 100)) throw badValue('must be a number from 1 to 100');
  return checkedAllowance(ADDITIONAL_TIME, String(Math.round(limit * (multiplier - 1))));
}

function minutes(value: string): number {
  const count = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (count >= 0 && count <= MOST_MINUTES) return count;
  throw badValue(`must be whole minutes from 0 to ${MOST_MINUTES}`);
}

function badValue(why: string): Refusal {
  return new Refusal('bad_allowance_value', `The value ${why}.`, { field: 'allowance_value' });
}
