import type { Context } from 'aws-lambda';
import { readAttemptConfig } from '../config/attempts.ts';
import { readBaseConfig } from '../config/platform.ts';
import { assignBuckets } from '../domain/attempts/assignBuckets.ts';
import { laterBy } from '../domain/time.ts';
import { log } from '../platform/log.ts';
import { clock, drawCode, pause, random } from '../platform/system.ts';
import { createAttemptStore } from '../store/attempts/attempts.ts';
import { createSchedule } from '../store/attempts/schedule.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createExamStore } from '../store/exams/exams.ts';
import { createLearnerStore } from '../store/learners/learners.ts';
import { createNameCopies, createPendingRenewals } from '../store/learners/nameCopies.ts';
import { finishCascade } from '../usecases/attempts/declineCascade.ts';
import { renewPendingNames } from '../usecases/learners/renewNames.ts';
import { closeTimedOut } from '../usecases/schedule/closeTimedOut.ts';

/** Closes the attempts whose time is up, every minute, and finishes declines and renewals of names that were cut off. */
const { tables } = readBaseConfig(process.env);

/** More than it manages in its time (docs/adr/0007: some 100,000); far above what could ever fail again and again. */
const MAX_ATTEMPTS = 200_000;
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

const schedule = createSchedule(client, tables);
const ports = {
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

const renewalPorts = {
  attempts: attemptPorts.attempts,
  nameCopies: createNameCopies(client, tables),
  pendingRenewals: createPendingRenewals(client, tables),
  clock,
  onFailure: ({ userId, error }: { userId: number; error: unknown }) => {
    log.error('names not renewed', { user_id: userId, error: error instanceof Error ? error.name : 'unknown' });
  },
};

/** @param event a part of the schedule as serverless.yml gives it to each run; anything else: all of it */
export async function handler(event: unknown, context: Context): Promise<void> {
  const hasTime = () => context.getRemainingTimeInMillis() > MARGIN_MS;
  const { buckets, looks } = assignBuckets(event, schedule.buckets);
  const limits = { mostAttempts: MAX_ATTEMPTS, hasTime };
  const run = await closeTimedOut({ ...ports, schedule: { ...schedule, buckets } }, limits, looks);
  log.info('time-outs', {
    closed: run.closed,
    cascades_finished: run.cascadesFinished,
    cleared: run.cleared,
    passed_over: run.passedOver,
    failed: run.failed,
    lag_seconds: run.lagSeconds,
    unfinished: run.isUnfinished,
  });
  // One run is enough: the one that looks later has waited while the others closed theirs.
  if (looks.atOnce) return;
  const seconds = Math.floor((context.getRemainingTimeInMillis() - MARGIN_MS) / 1000);
  await renewPendingNames(renewalPorts, { hasTime, until: laterBy(clock(), seconds) });
}
