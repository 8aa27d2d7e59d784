import * as z from 'zod/mini';
import type { TimedOutStatus } from '../domain/attempts/timeOut.ts';
import { isLogLevel, LOG_LEVELS } from '../platform/logLevel.ts';
import { type Environment, flag, parse, required, unset, wrong } from './env.ts';

/** What encrypts video links in the local stack; refused like the token secret. */
export const DEVELOPMENT_VIDEO_LINK_KEY = 'ZGV2ZWxvcG1lbnQtb25seS12aWRlby1saW5rLWtleSE=';

/** What signs the launch cookie in the local stack; refused like the token secret. */
export const DEVELOPMENT_LAUNCH_COOKIE_KEY = 'development-only-launch-cookie-key-never-use-this';

const base = z.object({
  /**
   * Name of the stage; `local` is the local stack.
   * @defaultValue from the deployment
   */
  STAGE: required,
  /**
   * `DEBUG`, `INFO`, `WARN`, `ERROR` or `SILENT`.
   * @defaultValue `INFO`
   */
  LOG_LEVEL: unset,
  /**
   * Whether settings and vendors that are for development are rejected.
   * @defaultValue from the stage
   */
  PRODUCTION: flag,
  /**
   * Name of the attempts table.
   * @defaultValue from the deployment
   */
  ATTEMPTS_TABLE: required,
  /**
   * Name of the directory table.
   * @defaultValue from the deployment
   */
  DIRECTORY_TABLE: required,
  /**
   * Name of the history table.
   * @defaultValue from the deployment
   */
  HISTORY_TABLE: required,
  /**
   * Name of the reviews table.
   * @defaultValue from the deployment
   */
  REVIEWS_TABLE: required,
  /**
   * Name of the exams table.
   * @defaultValue from the deployment
   */
  EXAMS_TABLE: required,
});

/** What every function is told. */
export function readBaseConfig(env: Environment) {
  const settings = parse(base, env);
  if (!isLogLevel(settings.LOG_LEVEL ?? 'INFO')) throw wrong('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`);
  return {
    stage: settings.STAGE,
    // Nothing that runs on real Lambda is local, whatever its stage is called.
    isDeployed: settings.STAGE !== 'local' || env.AWS_LAMBDA_RUNTIME_API !== undefined,
    isProduction: settings.PRODUCTION ?? false,
    tables: {
      attempts: settings.ATTEMPTS_TABLE,
      directory: settings.DIRECTORY_TABLE,
      history: settings.HISTORY_TABLE,
      reviews: settings.REVIEWS_TABLE,
      exams: settings.EXAMS_TABLE,
    },
  };
}

const cors = z.object({
  /**
   * Origins whose web pages may call the service, separated by commas, such as `https://learning.example.edu`;
   * `*` for any, rejected in production stages.
   * @defaultValue none
   */
  CORS_ORIGINS: unset,
  PRODUCTION: flag,
});

/** The origins whose web pages may call the service; none by default, `*` for any outside production stages. */
export function readCorsOrigins(env: Environment): string[] {
  const settings = parse(cors, env);
  const origins = (settings.CORS_ORIGINS ?? '').split(',').map(origin => origin.trim());
  const given = origins.filter(origin => origin !== '');
  if (!given.every(origin => origin === '*' || isOrigin(origin))) {
    throw wrong('CORS_ORIGINS', 'must be origins such as https://learning.example.edu, separated by commas');
  }
  if (given.includes('*') && settings.PRODUCTION) {
    throw wrong('CORS_ORIGINS', 'must name each origin in a production stage');
  }
  return given;
}

/** Just as browsers write it: no path, no slash at the end, lower case. */
function isOrigin(text: string): boolean {
  return /^https?:[^*]*$/.test(text) && URL.parse(text)?.origin === text;
}

const basePath = z.object({
  /**
   * Path before the paths of the service where a mapping or a proxy adds one, such as `/proctoring`:
   * docs/deploying.md#under-a-base-path.
   * @defaultValue none
   */
  BASE_PATH: unset,
});

/** What stands before the service's own paths where an API mapping or a proxy adds it; "" for nothing. */
export function readBasePath(env: Environment): string {
  const path = parse(basePath, env).BASE_PATH ?? '';
  // The characters that API mappings may have, in one segment or several.
  const isPath = /^(?:\/[\w$.+!*'()~-]+)*$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
  if (!isPath) throw wrong('BASE_PATH', 'must be a path such as /proctoring, without a slash at the end');
  return path;
}

const videoLinks = z.object({
  /**
   * Keys that encrypt links to videos: 32 bytes each in base64 (`openssl rand -base64 32`), separated by commas.
   * The first encrypts, all decrypt.
   * @defaultValue none; a development key in the local stack
   */
  VIDEO_LINK_KEYS: required,
});

/** The keys that video links are encrypted with, 32 bytes each; the first one encrypts. */
export function readVideoLinkKeys(env: Environment): Uint8Array[] {
  const { VIDEO_LINK_KEYS } = parse(videoLinks, env);
  return VIDEO_LINK_KEYS.split(',').map(text => {
    const key = Buffer.from(text.trim(), 'base64');
    if (key.length !== 32) throw wrong('VIDEO_LINK_KEYS', 'must be keys of 32 bytes in base64, separated by commas');
    if (text.trim() === DEVELOPMENT_VIDEO_LINK_KEY && readBaseConfig(env).isDeployed) {
      throw wrong('VIDEO_LINK_KEYS', 'is the development key, which everybody knows');
    }
    return key;
  });
}

const attempts = z.object({
  /**
   * Whether an attempt whose time is up becomes `timed_out` instead of `submitted`.
   * @defaultValue `false`
   */
  ALLOW_TIMED_OUT_STATE: flag,
  /**
   * Whether learners may acknowledge the end of an attempt (`PUT …/review_status`).
   * @defaultValue `false`
   */
  PROCTORED_EXAM_VIEWABLE_PAST_DUE: flag,
});

/** How attempts live. */
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
   * Backend of exams that name none; one of `PROCTORING_BACKENDS`.
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
   * Seconds for which attempts are created and started with what was read of their exam before, 0 to 60: docs/scaling.md.
   * @defaultValue `0`
   */
  EXAM_MAX_AGE_SECONDS: unset,
});

/** For how many seconds a function may remember an exam that it has read; 0 reads it every time. */
export function readExamMaxAge(env: Environment): number {
  const seconds = parse(examAge, env).EXAM_MAX_AGE_SECONDS ?? '0';
  if (!/^\d{1,2}$/.test(seconds) || Number(seconds) > 60) {
    throw wrong('EXAM_MAX_AGE_SECONDS', 'must be a whole number of seconds from 0 to 60');
  }
  return Number(seconds);
}

const registrations = z.object({
  /**
   * Registrations of a learner with a vendor for an exam within an hour, failed ones included; 429 above it.
   * 0 to 100, `0` for no limit.
   * @defaultValue `20`
   */
  VENDOR_REGISTRATIONS_PER_HOUR: unset,
});

/** How often a learner may be registered with a vendor for an exam within an hour; 0 for no limit. */
export function readRegistrationLimit(env: Environment): number {
  const limit = parse(registrations, env).VENDOR_REGISTRATIONS_PER_HOUR ?? '20';
  if (!/^\d{1,3}$/.test(limit) || Number(limit) > 100) {
    throw wrong('VENDOR_REGISTRATIONS_PER_HOUR', 'must be a whole number from 0 to 100');
  }
  return Number(limit);
}

const retention = z.object({
  /**
   * Days for which a history item is kept, from its change on.
   * @defaultValue for ever
   */
  HISTORY_RETENTION_DAYS: unset,
  /**
   * Days for which the raw payload of a review is kept; the review itself stays.
   * @defaultValue for ever
   */
  PAYLOAD_RETENTION_DAYS: unset,
});

/** For how many days the history, or what vendors delivered, is kept; null for ever. */
export function readRetention(env: Environment, variable: keyof typeof retention.shape): number | null {
  const days = parse(retention, env)[variable];
  if (days === null) return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw wrong(variable, 'must be a whole number of days from 1 to 99999');
  return Number(days);
}

const reviews = z.object({
  /**
   * Whether the comparison of the record locator is skipped; rejected in production stages.
   * @defaultValue `false`
   */
  ALLOW_CALLBACK_SIMULATION: flag,
  /**
   * Whether a different later review replaces the current one; earlier versions are kept.
   * @defaultValue `false`
   */
  ALLOW_REVIEW_UPDATES: flag,
});

/** How reviews are taken. */
export function readReviewConfig(env: Environment): { allowCallbackSimulation: boolean; allowReviewUpdates: boolean } {
  const settings = parse(reviews, env);
  const allowCallbackSimulation = settings.ALLOW_CALLBACK_SIMULATION ?? false;
  if (allowCallbackSimulation && readBaseConfig(env).isProduction) {
    throw wrong('ALLOW_CALLBACK_SIMULATION', 'must be off in a production stage');
  }
  return { allowCallbackSimulation, allowReviewUpdates: settings.ALLOW_REVIEW_UPDATES ?? false };
}
