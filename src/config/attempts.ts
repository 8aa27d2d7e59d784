import * as z from 'zod/mini';
import type { TimedOutStatus } from '../domain/attempts/timeOut.ts';
import { type Environment, flag, integerSetting, optionalString, parse } from './env.ts';

const attempts = z.object({
  /**
   * Overdue attempts become `timed_out` instead of `submitted`.
   * @defaultValue `false`
   */
  ALLOW_TIMED_OUT_STATE: flag,
  /**
   * Lets learners acknowledge the end of an attempt (`PUT …/review_status`).
   * @defaultValue `false`
   */
  PROCTORED_EXAM_VIEWABLE_PAST_DUE: flag,
});

/** Settings for attempts. */
export function readAttemptConfig(env: Environment): {
  timedOutStatus: TimedOutStatus;
  viewablePastDue: boolean;
  defaultBackend: string;
} {
  const settings = parse(attempts, env);
  return {
    defaultBackend: readDefaultBackend(env),
    timedOutStatus: settings.ALLOW_TIMED_OUT_STATE ? 'timed_out' : 'submitted',
    viewablePastDue: settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE ?? false,
  };
}

const defaultBackend = z.object({
  /**
   * Backend of exams that name none; a key of `PROCTORING_BACKENDS`.
   * @defaultValue `software_secure`
   */
  DEFAULT_BACKEND: z._default(z.string(), 'software_secure'),
});

/** The backend of exams that name none. */
export function readDefaultBackend(env: Environment): string {
  return parse(defaultBackend, env).DEFAULT_BACKEND;
}

const examAge = z.object({
  /**
   * Seconds for which a function uses a cached review policy to create attempts, and a cached exam where it decides on neither a creation nor a start, 0 to 60: docs/scaling.md.
   * @defaultValue `0`
   */
  EXAM_MAX_AGE_SECONDS: optionalString,
});

/** Maximum age of a cached exam in seconds; 0 reads it each time. */
export function readExamMaxAge(env: Environment): number {
  const { EXAM_MAX_AGE_SECONDS: text } = parse(examAge, env);
  return integerSetting('EXAM_MAX_AGE_SECONDS', text, { min: 0, max: 60, defaultValue: 0, unit: 'seconds' });
}

const registrations = z.object({
  /**
   * Registrations of a learner with a vendor for an exam within an hour, failed ones included; 429 above it.
   * 0 to 100, `0` for no limit.
   * @defaultValue `20`
   */
  VENDOR_REGISTRATIONS_PER_HOUR: optionalString,
});

/** Limit of a learner's registrations with a vendor for an exam within an hour; 0 for no limit. */
export function readRegistrationLimit(env: Environment): number {
  const { VENDOR_REGISTRATIONS_PER_HOUR: text } = parse(registrations, env);
  return integerSetting('VENDOR_REGISTRATIONS_PER_HOUR', text, { min: 0, max: 100, defaultValue: 20 });
}
