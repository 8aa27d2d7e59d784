import { type Caller, isOwnDataOfCourseStaff, requireStaffOf } from '../../domain/actors.ts';
import { ADDITIONAL_TIME, withValue } from '../../domain/allowances/allowance.ts';
import { isDone, isSameTimeJob, LAST_PASS, type TimeJob } from '../../domain/allowances/timeJob.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { isTimedOut } from '../../domain/attempts/clock.ts';
import { isInProgress } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import { type Clock, type Instant, laterBy, MAX_MINUTES, secondsBetween } from '../../domain/time.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { readPresentExam } from '../attempts/applyTimeOut.ts';
import { withStaffRights } from '../courseStaff/staffRights.ts';
import { type ExamForStaffPorts, readExamForStaff } from '../exams/readExamForStaff.ts';
import type { AllowanceStore } from '../ports/allowanceStore.ts';
import type { AttemptLists } from '../ports/attemptLists.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { LearnerStore } from '../ports/learnerStore.ts';
import type { TimeJobStore } from '../ports/timeJobStore.ts';
import { attemptMoveOf, requireActive, retries } from './setAllowance.ts';

export interface TimeJobPorts extends ExamForStaffPorts {
  timeJobs: TimeJobStore;
  lists: Pick<AttemptLists, 'allOfCourse' | 'readEntries'>;
  allowances: Pick<AllowanceStore, 'read' | 'replace'>;
  attempts: Pick<AttemptStore, 'read' | 'readSlot'>;
  learners: Pick<LearnerStore, 'find'>;
  clock: Clock;
  random: RandomInteger;
}

/** The request works for so long; the sweep continues. */
const REQUEST_SECONDS = 10;
const PAGE_SIZE = 500;
const CONCURRENCY = 20;
/** Between the passes: longer than an index lags. */
const SECOND_PASS_AFTER_SECONDS = 30;

export interface TimeJobProgress {
  job: TimeJob;
  granted: number;
  /** Null for a job that names nobody. */
  grantedUserIds: readonly number[] | null;
}

type TimeJobInput = Pick<TimeJob, 'jobId' | 'minutes' | 'reason' | 'userIds'> &
  Partial<Pick<TimeJob, 'inProgressOnly'>>;

/**
 * Grants minutes to every learner in progress at an exam, or to named ones, each exactly once, whatever is repeated. The
 * caller's own attempt is left out unless they are global staff.
 * @param input `jobId`: the idempotency key; `inProgressOnly` is the default
 * @throws DomainError `exam_not_found`, `forbidden`, `exam_not_active`, `invalid_request`, `idempotency_key_reused`
 */
export async function startTimeJob(
  ports: TimeJobPorts,
  caller: Caller,
  examId: number,
  input: TimeJobInput,
): Promise<TimeJobProgress> {
  const { inProgressOnly = true } = input;
  if (!inProgressOnly && !input.userIds) {
    const detail = 'must name the learners unless only those in progress get the minutes';
    throw new DomainError('invalid_request', `user_ids ${detail}.`, {
      inputErrors: [{ pointer: '/user_ids', detail }],
    });
  }
  const exam = await readExamForStaff(ports, caller, examId);
  requireActive(exam);
  const by = requireStaffOf(await withStaffRights(ports, caller, [exam.courseId]), exam.courseId);
  const excludedUserId = isOwnDataOfCourseStaff(caller, caller.userId) ? caller.userId : null;
  const progress = { passes: 0, cursor: null };
  const userIds = input.userIds && [...new Set(input.userIds)].sort((a, b) => a - b);
  const job = await ports.timeJobs.create({
    ...input,
    userIds,
    inProgressOnly,
    ...progress,
    examId,
    by,
    excludedUserId,
    isErased: false,
    createdAt: ports.clock(),
  });
  if (!isSameTimeJob(job, { ...input, userIds, inProgressOnly })) {
    throw new DomainError(
      'idempotency_key_reused',
      `The job ${input.jobId} of exam ${examId} has other minutes, another reason or other learners.`,
    );
  }
  const until = laterBy(ports.clock(), REQUEST_SECONDS);
  // The sweep does the rest, and repeats failures.
  await continueTimeJob(ports, job, { until }).catch(() => {});
  return readTimeJob(ports, caller, examId, input.jobId);
}

/** @throws DomainError `exam_not_found`, `time_job_not_found`, `forbidden` */
export async function readTimeJob(
  ports: TimeJobPorts,
  caller: Caller,
  examId: number,
  jobId: string,
): Promise<TimeJobProgress> {
  await readExamForStaff(ports, caller, examId);
  const job = await ports.timeJobs.read(examId, jobId);
  if (!job) throw new DomainError('time_job_not_found', `Exam ${examId} has no job with the id ${jobId}.`);
  if (!job.userIds) return { job, granted: await ports.timeJobs.countGranted(examId, jobId), grantedUserIds: null };
  const grantedUserIds = await ports.timeJobs.grantedTo(examId, jobId);
  return { job, granted: grantedUserIds.length, grantedUserIds };
}

/** Continues the jobs that requests left unfinished. */
export async function continuePendingTimeJobs(
  ports: TimeJobPorts & { onFailure: (failure: { jobId: string; error: unknown }) => void },
  limits: { until: Instant },
): Promise<void> {
  for (const { examId, jobId } of await ports.timeJobs.pending()) {
    if (ports.clock() >= limits.until) return;
    try {
      const job = await ports.timeJobs.read(examId, jobId);
      if (job) await continueTimeJob(ports, job, limits);
    } catch (error) {
      ports.onFailure({ jobId, error });
    }
  }
}

/** Works through the present pass, page by page. A page that is repeated after a crash grants nothing again. */
async function continueTimeJob(ports: TimeJobPorts, first: TimeJob, { until }: { until: Instant }): Promise<void> {
  let job = first;
  const mayBegin = job.passes === 0 || secondsBetween(job.createdAt, ports.clock()) >= SECOND_PASS_AFTER_SECONDS;
  if (isDone(job) || !mayBegin) return;
  const { passes } = job;
  while (job.passes === passes && ports.clock() < until) {
    const next = await grantPage(ports, job, until);
    if (next === undefined || !(await ports.timeJobs.recordProgress(job, next))) return;
    job = { ...job, ...next };
  }
}

/** @returns where the job continues; undefined if the page could not be completed in time */
async function grantPage(ports: TimeJobPorts, job: TimeJob, until: Instant) {
  const exam = await ports.exams.readConsistent(job.examId);
  if (!exam) return { passes: job.passes + 1, cursor: null };
  const { userIds, nextCursor } = await readPage(ports, exam, job);
  const failures: unknown[] = [];
  const results = await mapInBatches(userIds, CONCURRENCY, async userId => {
    if (ports.clock() >= until) return false;
    await grantOnce(ports, exam, job, userId).catch(error => failures.push(error));
    return true;
  });
  if (!results.every(Boolean)) return undefined;
  // The first pass goes on, so that one failure costs nobody else their minutes; the last one is repeated.
  if (failures.length > 0 && job.passes === LAST_PASS - 1) throw failures[0];
  // Named learners are not found by an index that may lag.
  if (job.userIds && failures.length === 0) return { passes: LAST_PASS, cursor: null };
  return nextCursor === null ? { passes: job.passes + 1, cursor: null } : { passes: job.passes, cursor: nextCursor };
}

/** The learners of the job's present page. An index that may lag finds those that are not named. */
async function readPage(ports: TimeJobPorts, exam: Exam, job: TimeJob) {
  if (job.userIds) return { userIds: job.userIds, nextCursor: null };
  const page = { examId: job.examId, limit: PAGE_SIZE, ...(job.cursor !== null && { cursor: job.cursor }) };
  const { entries, nextCursor } = await ports.lists.allOfCourse(exam.courseId, page);
  const attempts = await ports.lists.readEntries(entries);
  const userIds = attempts.filter(attempt => hasBegun(attempt, job)).map(({ user }) => user.id);
  return { userIds, nextCursor };
}

/** Whether the attempt had begun by the time of the job, and has not been completed. */
function hasBegun(attempt: Attempt, job: TimeJob): boolean {
  const began = attempt.startedAt ?? attempt.createdAt;
  const isOpen = attempt.isCurrent && isInProgress(attempt.status);
  return isOpen && began <= job.createdAt && attempt.user.id !== job.excludedUserId;
}

/** Whether the attempt was in progress at the time of the job and is still, unless the job grants in any status. */
async function isConcerned(
  ports: TimeJobPorts,
  attempt: Attempt | undefined,
  exam: Exam,
  job: TimeJob,
): Promise<boolean> {
  if (!job.inProgressOnly) return true;
  const now = ports.clock();
  if (!attempt || !hasBegun(attempt, job)) return false;
  return !isTimedOut(attempt, await readPresentExam(ports.exams, attempt, exam, now), now);
}

/** One transaction: the allowance, the end of the attempt, and the entry that the learner has got the minutes of this job. */
async function grantOnce(ports: TimeJobPorts, exam: Exam, job: TimeJob, userId: number): Promise<void> {
  if (userId === job.excludedUserId) return;
  const { examId, courseId } = exam;
  await retryOnConflict(
    async () => {
      const [learner, before, slot] = await Promise.all([
        ports.learners.find(userId),
        ports.allowances.read(examId, userId, ADDITIONAL_TIME),
        ports.attempts.readSlot(examId, userId),
      ]);
      const attempt = slot === null ? undefined : await ports.attempts.read(slot);
      // Erased or unknown, or not in progress.
      if (!learner || !(await isConcerned(ports, attempt, exam, job))) return true;
      const now = ports.clock();
      const value = String(Math.min(MAX_MINUTES, Number(before?.value ?? 0) + job.minutes));
      const { id, username, email } = learner;
      const grant = { examId, courseId, user: { id, username, email }, key: ADDITIONAL_TIME, value };
      const { by, reason } = job;
      const after = withValue(before, grant, { id: drawId(now, ports.random, before?.version), now, by, reason });
      const owner = { userId, slot, attempt };
      const move = await attemptMoveOf(ports, exam, owner, { before, value, by, now, reason });
      return (await ports.allowances.replace(before, after, move, job).catch(trueWhereErased)) || CONFLICT;
    },
    retries(examId, userId),
  );
}

function trueWhereErased(error: unknown): true {
  if (error instanceof DomainError && error.code === 'learner_not_known') return true;
  throw error;
}
