import type { Context } from 'aws-lambda';
import { sweepPorts } from '../app.ts';
import { laterBy } from '../domain/time.ts';
import { errorFields } from '../platform/errorFields.ts';
import { log } from '../platform/log.ts';
import { continuePendingTimeJobs } from '../usecases/allowances/timeJobs.ts';
import { renewPendingNames } from '../usecases/learners/renewNames.ts';
import { assignBuckets } from '../usecases/schedule/assignBuckets.ts';
import { closeTimedOut } from '../usecases/schedule/closeTimedOut.ts';

/** Above the number that one run closes in its time (docs/adr/0007: some 100,000). */
const MAX_ATTEMPTS = 200_000;
/** Time for calls in progress after the last one is begun: above the time-outs of the DynamoDB client. */
const MARGIN_MS = 10_000;

const ports = sweepPorts(process.env);

function onFailure({ error, ...failure }: { error: unknown; attemptId?: number; bucket?: number }): void {
  log.error('not timed out', { attempt_id: failure.attemptId, bucket: failure.bucket, ...errorFields(error) });
}

function onRenewalFailure({ userId, error }: { userId: number; error: unknown }): void {
  log.error('names not renewed', { user_id: userId, ...errorFields(error) });
}

function onTimeJobFailure({ jobId, error }: { jobId: string; error: unknown }): void {
  log.error('time job not continued', { job_id: jobId, ...errorFields(error) });
}

/**
 * Closes overdue attempts every minute, and completes interrupted declines, time jobs and renewals of names.
 * @param event the share of this run, from serverless.yml; any other event selects the whole schedule
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  const hasTime = () => context.getRemainingTimeInMillis() > MARGIN_MS;
  const { buckets, plan } = assignBuckets(event, ports.schedule.buckets);
  const limits = { maxAttempts: MAX_ATTEMPTS, hasTime };
  const run = await closeTimedOut({ ...ports, schedule: { ...ports.schedule, buckets }, onFailure }, limits, plan);
  log.info('time-outs', {
    closed: run.closed,
    cascades_finished: run.cascadesFinished,
    cleared: run.deindexed,
    passed_over: run.skipped,
    failed: run.failed,
    lag_seconds: run.lagSeconds,
    unfinished: run.isUnfinished,
  });
  // Only the straggler sweep continues jobs and renews names, after the others have closed their attempts.
  if (plan.immediate) return;
  const seconds = Math.floor((context.getRemainingTimeInMillis() - MARGIN_MS) / 1000);
  const until = laterBy(ports.clock(), seconds);
  await continuePendingTimeJobs({ ...ports, onFailure: onTimeJobFailure }, { until });
  await renewPendingNames({ ...ports, onFailure: onRenewalFailure }, { hasTime, until });
}
