import * as z from 'zod/mini';
import type { TimedOutStatus } from './domain/attempts/timeOut.ts';
import { type Environment, flag, parse, required, unset, wrong } from './environment.ts';
import { isLogLevel, LOG_LEVELS } from './logLevel.ts';

/** What encrypts video links in the local stack; refused like the token secret. */
export const DEVELOPMENT_VIDEO_LINK_KEY = 'ZGV2ZWxvcG1lbnQtb25seS12aWRlby1saW5rLWtleSE=';

/** What signs the launch cookie in the local stack; refused like the token secret. */
export const DEVELOPMENT_LAUNCH_COOKIE_KEY = 'development-only-launch-cookie-key-never-use-this';

const base = z.object({
  STAGE: required,
  LOG_LEVEL: unset,
  /** Production stages refuse what is meant for trying things out. */
  PRODUCTION: flag,
  ATTEMPTS_TABLE: required,
  DIRECTORY_TABLE: required,
  HISTORY_TABLE: required,
  REVIEWS_TABLE: required,
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

const cors = z.object({ CORS_ORIGINS: unset, PRODUCTION: flag });

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

const basePath = z.object({ BASE_PATH: unset });

/** What stands before the service's own paths where an API mapping or a proxy adds it; "" for nothing. */
export function readBasePath(env: Environment): string {
  const path = parse(basePath, env).BASE_PATH ?? '';
  // The characters that API mappings may have, in one segment or several.
  const isPath = /^(?:\/[\w$.+!*'()~-]+)*$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
  if (!isPath) throw wrong('BASE_PATH', 'must be a path such as /proctoring, without a slash at the end');
  return path;
}

const videoLinks = z.object({ VIDEO_LINK_KEYS: required });

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

const attempts = z.object({ ALLOW_TIMED_OUT_STATE: flag, PROCTORED_EXAM_VIEWABLE_PAST_DUE: flag });

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

const defaultBackend = z.object({ DEFAULT_BACKEND: z._default(z.string(), 'software_secure') });

/** The backend of exams that name none. */
export function readDefaultBackend(env: Environment): string {
  return parse(defaultBackend, env).DEFAULT_BACKEND;
}

const examAge = z.object({ EXAM_MAX_AGE_SECONDS: unset });

/** For how many seconds a function may remember an exam that it has read; 0 reads it every time. */
export function readExamMaxAge(env: Environment): number {
  const seconds = parse(examAge, env).EXAM_MAX_AGE_SECONDS ?? '0';
  if (!/^\d{1,2}$/.test(seconds) || Number(seconds) > 60) {
    throw wrong('EXAM_MAX_AGE_SECONDS', 'must be a whole number of seconds from 0 to 60');
  }
  return Number(seconds);
}

const registrations = z.object({ VENDOR_REGISTRATIONS_PER_HOUR: unset });

/** How often a learner may be registered with a vendor for an exam within an hour; 0 for no limit. */
export function readRegistrationLimit(env: Environment): number {
  const limit = parse(registrations, env).VENDOR_REGISTRATIONS_PER_HOUR ?? '20';
  if (!/^\d{1,3}$/.test(limit) || Number(limit) > 100) {
    throw wrong('VENDOR_REGISTRATIONS_PER_HOUR', 'must be a whole number from 0 to 100');
  }
  return Number(limit);
}

const retention = z.object({ HISTORY_RETENTION_DAYS: unset, PAYLOAD_RETENTION_DAYS: unset });

/** For how many days the history, or what vendors delivered, is kept; null for ever. */
export function readRetention(env: Environment, variable: keyof typeof retention.shape): number | null {
  const days = parse(retention, env)[variable];
  if (days === null) return null;
  if (!/^[1-9]\d{0,4}$/.test(days)) throw wrong(variable, 'must be a whole number of days from 1 to 99999');
  return Number(days);
}

const reviews = z.object({ ALLOW_CALLBACK_SIMULATION: flag, ALLOW_REVIEW_UPDATES: flag });

/** How reviews are taken. */
export function readReviewConfig(env: Environment): { allowCallbackSimulation: boolean; allowReviewUpdates: boolean } {
  const settings = parse(reviews, env);
  const allowCallbackSimulation = settings.ALLOW_CALLBACK_SIMULATION ?? false;
  if (allowCallbackSimulation && readBaseConfig(env).isProduction) {
    throw wrong('ALLOW_CALLBACK_SIMULATION', 'must be off in a production stage');
  }
  return { allowCallbackSimulation, allowReviewUpdates: settings.ALLOW_REVIEW_UPDATES ?? false };
}
