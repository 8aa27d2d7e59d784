import type { Context } from 'aws-lambda';
import { readAttemptConfig, readBaseConfig } from '../config.ts';
import { closeTimedOut } from '../domain/attempts/closeTimedOut.ts';
import { finishCascade } from '../domain/attempts/declineCascade.ts';
import { log } from '../log.ts';
import { clock, drawCode, pause, random } from '../machine.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { createExamStore } from '../store/exams.ts';
import { createLearnerStore } from '../store/learners.ts';
import { createSchedule } from '../store/schedule.ts';

/** Closes the attempts whose time is up, every minute, and finishes declines that were cut off. */
const { tables } = readBaseConfig(process.env);

/** More than it manages in its time; far above what could ever fail again and again. */
const MOST_ATTEMPTS = 50_000;
/** Time for what is under way when no more is begun: above the time-outs of the DynamoDB client. */
const MARGIN_MS = 10_000;

const client = createDocumentClient();

const attemptPorts = {
  attempts: createAttemptStore(client, tables),
  exams: createExamStore(client, tables),
  learners: createLearnerStore(client, tables),
  ...readAttemptConfig(process.env),
  clock,
  random,
  drawCode,
};

const ports = {
  schedule: createSchedule(client, tables),
  finishCascade: (attemptId: number) => finishCascade(attemptPorts, attemptId),
  timedOutStatus: attemptPorts.timedOutStatus,
  clock,
  pause,
  onFailure: (failure: { bucket?: number; attemptId?: number; error: unknown }) => {
    log.error('not timed out', {
      attempt_id: failure.attemptId,
      bucket: failure.bucket,
      error: failure.error instanceof Error ? failure.error.name : 'unknown',
    });
  },
};

export async function handler(_event: unknown, context: Context): Promise<void> {
  const hasTime = () => context.getRemainingTimeInMillis() > MARGIN_MS;
  const run = await closeTimedOut(ports, { mostAttempts: MOST_ATTEMPTS, hasTime });
  log.info('time-outs', {
    closed: run.closed,
    cascades_finished: run.cascadesFinished,
    cleared: run.cleared,
    passed_over: run.passedOver,
    failed: run.failed,
    lag_seconds: run.lagSeconds,
    unfinished: run.isUnfinished,
  });
}
