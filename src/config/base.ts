import * as z from 'zod/mini';
import { isLocalStack } from '../platform/localStack.ts';
import { isLogLevel, LOG_LEVELS } from '../platform/logLevel.ts';
import { configError, type Environment, flag, optionalString, parse, required } from './env.ts';

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
  LOG_LEVEL: optionalString,
  /**
   * Rejects development settings and vendors.
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
  /**
   * Name of the events table.
   * @defaultValue from the deployment
   */
  EVENTS_TABLE: required,
  /**
   * Name of the webhooks table.
   * @defaultValue from the deployment
   */
  WEBHOOKS_TABLE: required,
  /**
   * Name of the records table, which has the notes.
   * @defaultValue from the deployment
   */
  RECORDS_TABLE: required,
});

/** Settings of every function. */
export function readBaseConfig(env: Environment) {
  const settings = parse(base, env);
  if (!isLogLevel(settings.LOG_LEVEL ?? 'INFO'))
    throw configError('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`);
  return {
    stage: settings.STAGE,
    isDeployed: !isLocalStack(env),
    isProduction: settings.PRODUCTION ?? false,
    tables: {
      attempts: settings.ATTEMPTS_TABLE,
      directory: settings.DIRECTORY_TABLE,
      history: settings.HISTORY_TABLE,
      reviews: settings.REVIEWS_TABLE,
      exams: settings.EXAMS_TABLE,
      events: settings.EVENTS_TABLE,
      webhooks: settings.WEBHOOKS_TABLE,
      records: settings.RECORDS_TABLE,
    },
  };
}
