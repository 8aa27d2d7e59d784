import { movedEnd } from '../../domain/attempts/clock.ts';
import { type TimedOutStatus, timeOutChange } from '../../domain/attempts/timeOut.ts';
import type { ExamPauses } from '../../domain/exams/pauses.ts';
import { type Clock, type Instant, isInstant, laterBy, secondsBetween } from '../../domain/time.ts';
import { readPauses } from '../attempts/applyTimeOut.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { PageCursor, Schedule, ScheduledAttempt, ScheduledExam } from '../ports/schedule.ts';
import { FULL_SWEEP, type SweepPlan } from './assignBuckets.ts';

export interface TimeOutPorts {
  schedule: Schedule;
  exams: Pick<ExamStore, 'readConsistent'>;
  /** Finishes the decline cascade of an attempt. */
  finishCascade(attemptId: number): Promise<void>;
  timedOutStatus: TimedOutStatus;
  clock: Clock;
  pause(seconds: number): Promise<void>;
  /** Called for each failure; the run continues. */
  onFailure(failure: TimeOutFailure): void;
}

/** A bucket that could not be read, or an attempt that could not be closed; the next run tries again. */
export type TimeOutFailure = ({ bucket: number } | { attemptId: number }) & { error: unknown };

/** Limits of a run; the next one continues. */
export interface RunLimits {
  maxAttempts: number;
  hasTime(): boolean;
}

export interface TimeOutRun {
  closed: number;
  cascadesFinished: number;
  deindexed: number;
  /** Conflicts, and attempts whose cascade the declining request may still be finishing. */
  skipped: number;
  failed: number;
  /** How long the oldest closed or failed attempt had been overdue. */
  lagSeconds: number;
  /** A limit ended the run early. */
  isUnfinished: boolean;
}

/** The shortest interval of a schedule; a second sweep within a run shortens the wait of attempts that end in between. */
const RUNS_EVERY_SECONDS = 60;
const SECOND_SWEEP_AFTER_SECONDS = 30;
/** Time that the declining request has for its cascade. */
const CASCADE_GRACE_SECONDS = 60;
/** Over all buckets: just below the 50 connections of the SDK. */
const CONCURRENCY = 48;

/**
 * One run of the schedule: closes overdue attempts and finishes interrupted cascades, and sweeps again where attempts end
 * before the next run. Runs may overlap. Never throws: failures are counted and reported.
 */
export async function closeTimedOut(
  ports: TimeOutPorts,
  limits: RunLimits,
  plan: SweepPlan = FULL_SWEEP,
): Promise<TimeOutRun> {
  const began = ports.clock();
  const run: Run = { ports, limits, processed: 0, upcoming: 0, result: emptyResult() };
  await sweep(run, began, plan.immediate);
  if (run.upcoming >= plan.delayedFrom && mayContinue(run)) {
    await ports.pause(Math.max(0, SECOND_SWEEP_AFTER_SECONDS - secondsBetween(began, ports.clock())));
    await sweep(run, ports.clock(), true);
  }
  return run.result;
}

interface Run {
  ports: TimeOutPorts;
  limits: RunLimits;
  /** Attempts processed, with any outcome. */
  processed: number;
  /** Attempts that end before the next run. */
  upcoming: number;
  result: TimeOutRun;
}

function emptyResult(): TimeOutRun {
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

/** The attempts that a sweep closes, and the pauses of their exams. */
interface SweepContext {
  /** Attempts that have ended by then are closed. */
  now: Instant;
  /** Read once for each exam, after `now`: a later pause moves no end that has passed by then. */
  pausesOf(examId: number): Promise<ExamPauses>;
}

async function sweep(run: Run, now: Instant, closes: boolean): Promise<void> {
  const { buckets } = run.ports.schedule;
  const read = new Map<number, Promise<ExamPauses>>();
  const pausesOf = (examId: number) => {
    const pauses = read.get(examId) ?? readPauses(run.ports.exams, examId);
    read.set(examId, pauses);
    return pauses;
  };
  const context = { now, pausesOf };
  await Promise.all(
    buckets.map(bucket => (closes ? sweepBucket(run, bucket, context) : countBucket(run, bucket, now))),
  );
}

/** Counts the first page only. */
async function countBucket(run: Run, bucket: number, now: Instant): Promise<void> {
  try {
    const { scheduled } = await run.ports.schedule.read(bucket, laterBy(now, RUNS_EVERY_SECONDS), undefined);
    run.upcoming += scheduled.length;
  } catch (error) {
    fail(run, { bucket, error });
  }
}

async function sweepBucket(run: Run, bucket: number, context: SweepContext): Promise<void> {
  const { now } = context;
  const until = laterBy(now, RUNS_EVERY_SECONDS);
  let from: PageCursor | undefined;
  try {
    do {
      const { scheduled, next } = await run.ports.schedule.read(bucket, until, from);
      const overdue = scheduled.filter(attempt => attempt.scheduledAt <= now);
      await closeAll(run, overdue, context);
      run.upcoming += scheduled.length - overdue.length;
      from = overdue.length < scheduled.length ? undefined : next;
    } while (from && mayContinue(run));
  } catch (error) {
    fail(run, { bucket, error });
  }
}

async function closeAll(run: Run, overdue: readonly ScheduledAttempt[], context: SweepContext): Promise<void> {
  if (overdue.length === 0) return;
  const exams = await run.ports.schedule.examsOf(overdue);
  const queue = overdue.values();
  const closeNext = async () => {
    for (const attempt of queue) {
      if (!mayContinue(run)) return;
      await closeOne(run, attempt, exams.get(attempt.attemptId), context);
    }
  };
  const concurrency = Math.max(1, Math.floor(CONCURRENCY / run.ports.schedule.buckets.length));
  await Promise.all(Array.from({ length: concurrency }, closeNext));
}

function mayContinue(run: Run): boolean {
  const continues = run.processed < run.limits.maxAttempts && run.limits.hasTime();
  if (!continues) run.result.isUnfinished = true;
  return continues;
}

/** @param exam undefined for an attempt that is not in progress */
async function closeOne(
  run: Run,
  attempt: ScheduledAttempt,
  exam: ScheduledExam | undefined,
  context: SweepContext,
): Promise<void> {
  let end = attempt.scheduledAt;
  try {
    if (exam) end = await endUnderPauses(attempt, exam, context);
    if (end > context.now) {
      if (end <= laterBy(context.now, RUNS_EVERY_SECONDS)) run.upcoming++;
      return;
    }
    run.processed++;
    const closing = await close(run.ports, attempt, end, context.now);
    run.result[COUNTER_OF_CLOSING[closing]]++;
    if (closing === 'closed') noteLag(run, end);
  } catch (error) {
    noteLag(run, end);
    fail(run, { attemptId: attempt.attemptId, error });
  }
}

async function endUnderPauses(
  { scheduledAt }: ScheduledAttempt,
  exam: ScheduledExam,
  context: SweepContext,
): Promise<Instant> {
  if (!isInstant(scheduledAt)) return scheduledAt;
  return movedEnd(scheduledAt, exam, await context.pausesOf(exam.examId), context.now);
}

const COUNTER_OF_CLOSING = {
  closed: 'closed',
  conflicted: 'skipped',
  cascade_pending: 'skipped',
  cascade_finished: 'cascadesFinished',
  deindexed: 'deindexed',
} as const;

async function close(
  ports: TimeOutPorts,
  attempt: ScheduledAttempt,
  end: Instant,
  now: Instant,
): Promise<keyof typeof COUNTER_OF_CLOSING> {
  const { attemptId, scheduledAt } = attempt;
  // It becomes the attempt's time of completion.
  if (!isInstant(scheduledAt)) throw new TypeError('scheduled_at is not an instant');
  const closing = await ports.schedule.close(attempt, timeOutChange(end, ports.clock(), ports.timedOutStatus));
  if (closing !== 'cascade_pending' || laterBy(scheduledAt, CASCADE_GRACE_SECONDS) > now) return closing;
  await ports.finishCascade(attemptId);
  return 'cascade_finished';
}

function noteLag({ ports, result }: Run, end: Instant): void {
  if (!isInstant(end)) return;
  result.lagSeconds = Math.max(result.lagSeconds, secondsBetween(end, ports.clock()));
}

function fail(run: Run, failure: TimeOutFailure): void {
  run.result.failed++;
  run.ports.onFailure(failure);
}
