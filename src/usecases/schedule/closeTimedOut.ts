import { FULL_SWEEP, type SweepPlan } from '../../domain/attempts/assignBuckets.ts';
import { type TimedOutStatus, timeOutChange } from '../../domain/attempts/timeOut.ts';
import { type Clock, type Instant, isInstant, laterBy, secondsBetween } from '../../domain/time.ts';
import type { PageCursor, Schedule, ScheduledAttempt } from '../ports/schedule.ts';

export interface TimeOutPorts {
  schedule: Schedule;
  /** Declines the other exams that a declined attempt has to take along. */
  finishCascade(attemptId: number): Promise<void>;
  timedOutStatus: TimedOutStatus;
  clock: Clock;
  pause(seconds: number): Promise<void>;
  /** Told of everything that went wrong; the rest goes on. */
  onFailure(failure: TimeOutFailure): void;
}

/** A bucket that could not be read on, or an attempt that could not be seen to; the next run tries again. */
export type TimeOutFailure = ({ bucket: number } | { attemptId: number }) & { error: unknown };

/** When a run ends before everything is done; the next one goes on. */
export interface RunLimits {
  maxAttempts: number;
  hasTime(): boolean;
}

export interface TimeOutRun {
  closed: number;
  cascadesFinished: number;
  deindexed: number;
  /** Overtaken, or declined so lately that the request which does it may still be at it. */
  skipped: number;
  failed: number;
  /** For how long the oldest of those closed or failed had been overdue. */
  lagSeconds: number;
  /** It ran into a limit with more to do. */
  isUnfinished: boolean;
}

/** A schedule cannot come more often than once a minute; attempts ending in between shall not wait for the next. */
const RUNS_EVERY_SECONDS = 60;
const SECOND_LOOK_AFTER_SECONDS = 30;
/** So long the request that declines is left alone with its cascade. */
const CASCADE_GRACE_SECONDS = 60;
/** In all buckets together: just below the 50 connections that the SDK keeps open. */
const CONCURRENCY = 48;

/**
 * One run of the schedule: closes every attempt whose time is up and finishes cascades that were cut off, in the buckets
 * that it is given. Looks a second time where something ends before the next run. Runs may overlap: the second
 * one finds the attempt closed.
 * Never throws: a failure is counted, told, and tried again by the next run.
 */
export async function closeTimedOut(
  ports: TimeOutPorts,
  limits: RunLimits,
  looks: SweepPlan = FULL_SWEEP,
): Promise<TimeOutRun> {
  const began = ports.clock();
  const run: Run = { ports: ports, limits, taken: 0, left: 0, result: nothingDone() };
  await look(run, began, looks.immediate);
  if (run.left >= looks.delayedFrom && mayGoOn(run)) {
    await ports.pause(Math.max(0, SECOND_LOOK_AFTER_SECONDS - secondsBetween(began, ports.clock())));
    await look(run, ports.clock(), true);
  }
  return run.result;
}

interface Run {
  ports: TimeOutPorts;
  limits: RunLimits;
  /** Attempts seen to, with any outcome. */
  taken: number;
  /** Attempts seen in the schedule that the first look leaves to a second one: most of them end before the next run. */
  left: number;
  result: TimeOutRun;
}

function nothingDone(): TimeOutRun {
  return {
    closed: 0,
    cascadesFinished: 0,
    deindexed: 0,
    skipped: 0,
    failed: 0,
    lagSeconds: 0,
    isUnfinished: false,
  };
}

async function look(run: Run, now: Instant, closes: boolean): Promise<void> {
  const { buckets } = run.ports.schedule;
  await Promise.all(buckets.map(bucket => (closes ? sweepBucket(run, bucket, now) : countBucket(run, bucket, now))));
}

/** As far as one page tells. */
async function countBucket(run: Run, bucket: number, now: Instant): Promise<void> {
  try {
    const { scheduled } = await run.ports.schedule.read(bucket, laterBy(now, RUNS_EVERY_SECONDS), undefined);
    run.left += scheduled.length;
  } catch (error) {
    fail(run, { bucket, error });
  }
}

async function sweepBucket(run: Run, bucket: number, now: Instant): Promise<void> {
  const until = laterBy(now, RUNS_EVERY_SECONDS);
  let from: PageCursor | undefined;
  try {
    do {
      const { scheduled, next } = await run.ports.schedule.read(bucket, until, from);
      const overdue = scheduled.filter(one => one.scheduledAt <= now);
      await closeAll(run, overdue, now);
      run.left += scheduled.length - overdue.length;
      from = overdue.length < scheduled.length ? undefined : next;
    } while (from && mayGoOn(run));
  } catch (error) {
    fail(run, { bucket, error });
  }
}

async function closeAll(run: Run, overdue: readonly ScheduledAttempt[], now: Instant): Promise<void> {
  const left = overdue.values();
  const seeToSome = async () => {
    for (const attempt of left) {
      if (!mayGoOn(run)) return;
      await closeOne(run, attempt, now);
    }
  };
  const sideBySide = Math.max(1, Math.floor(CONCURRENCY / run.ports.schedule.buckets.length));
  await Promise.all(Array.from({ length: sideBySide }, seeToSome));
}

function mayGoOn(run: Run): boolean {
  const goesOn = run.taken < run.limits.maxAttempts && run.limits.hasTime();
  if (!goesOn) run.result.isUnfinished = true;
  return goesOn;
}

async function closeOne(run: Run, attempt: ScheduledAttempt, now: Instant): Promise<void> {
  run.taken++;
  try {
    const closing = await close(run.ports, attempt, now);
    run.result[COUNTED[closing]]++;
    if (closing === 'closed') noteLag(run, attempt);
  } catch (error) {
    noteLag(run, attempt);
    fail(run, { attemptId: attempt.attemptId, error });
  }
}

const COUNTED = {
  closed: 'closed',
  overtaken: 'skipped',
  cascade_pending: 'skipped',
  cascade_finished: 'cascadesFinished',
  cleared: 'deindexed',
} as const;

async function close(ports: TimeOutPorts, attempt: ScheduledAttempt, now: Instant): Promise<keyof typeof COUNTED> {
  const { attemptId, scheduledAt } = attempt;
  // It becomes the time of completion.
  if (!isInstant(scheduledAt)) throw new TypeError('scheduled_at is not an instant');
  const closing = await ports.schedule.close(attempt, timeOutChange(scheduledAt, ports.clock(), ports.timedOutStatus));
  if (closing !== 'cascade_pending' || laterBy(scheduledAt, CASCADE_GRACE_SECONDS) > now) return closing;
  await ports.finishCascade(attemptId);
  return 'cascade_finished';
}

function noteLag({ ports, result }: Run, { scheduledAt }: ScheduledAttempt): void {
  if (!isInstant(scheduledAt)) return;
  result.lagSeconds = Math.max(result.lagSeconds, secondsBetween(scheduledAt, ports.clock()));
}

function fail(run: Run, failure: TimeOutFailure): void {
  run.result.failed++;
  run.ports.onFailure(failure);
}
