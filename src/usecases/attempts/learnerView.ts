import { type Caller, isStaffOf } from '../../domain/actors.ts';
import type { Allowance } from '../../domain/allowances/allowance.ts';
import { type Attempt, isPractice } from '../../domain/attempts/attempt.ts';
import { isIncomplete, isInProgress } from '../../domain/attempts/status.ts';
import { type TimedOutStatus, withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ClockTerms, Exam } from '../../domain/exams/exam.ts';
import type { Clock } from '../../domain/time.ts';
import type { AllowanceStore } from '../ports/allowanceStore.ts';
import type { AttemptLists } from '../ports/attemptLists.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { ExamStore } from '../ports/examStore.ts';

export interface ViewPorts {
  attempts: Pick<AttemptStore, 'readCurrent'>;
  lists: AttemptLists;
  exams: Pick<ExamStore, 'findAll' | 'readClockTerms'>;
  allowances: Pick<AllowanceStore, 'ofLearnerAtExam'>;
  clock: Clock;
  timedOutStatus: TimedOutStatus;
}

/** An attempt as it truly is now, with its exam. */
export interface ActiveExam {
  attempt: Attempt;
  exam: Exam;
}

/** The same with the additional time that a start would count. */
export interface ActiveAttempt extends ActiveExam {
  additionalSeconds: number;
}

/**
 * The learner's active attempt: the newest one in progress whose time is not up.
 * @throws DomainError `forbidden` for anybody but the learner and global staff
 */
export async function readActiveAttempt(
  ports: ViewPorts,
  caller: Caller,
  userId = caller.userId,
): Promise<ActiveAttempt | undefined> {
  requireSelfOr(caller, userId, caller.isStaff);
  return newestInProgress(ports, userId);
}

/**
 * All exams that a learner is taking, with the allowances granted to them at each.
 * @throws DomainError `forbidden` for anybody but the learner, global staff, and staff of the course asked about
 */
export async function readActiveExams(
  ports: ViewPorts,
  caller: Caller,
  asked: { userId?: number | undefined; courseId?: string | undefined },
): Promise<(ActiveExam & { allowances: Allowance[] })[]> {
  const { userId = caller.userId, courseId } = asked;
  requireSelfOr(caller, userId, courseId === undefined ? caller.isStaff : isStaffOf(caller, courseId));
  const taking = (await inProgress(ports, userId)).filter(
    one => courseId === undefined || one.exam.courseId === courseId,
  );
  return Promise.all(
    taking.map(async one => ({ ...one, allowances: await ports.allowances.ofLearnerAtExam(one.exam.examId, userId) })),
  );
}

/**
 * A learner's view of an exam of a course, and of their active attempt. `isOpen`: a new attempt would replace the one
 * that is there, if any, with the whole time.
 */
export interface CourseView {
  exam: { terms: ClockTerms; attempt: Attempt | undefined; isOpen: boolean } | undefined;
  active: ActiveAttempt | undefined;
}

/** @throws DomainError `forbidden` for anybody but the learner and global staff */
export async function readCourseView(
  ports: ViewPorts,
  caller: Caller,
  asked: { courseId: string; contentId?: string | undefined; userId?: number | undefined },
): Promise<CourseView> {
  const { courseId, contentId, userId = caller.userId } = asked;
  requireSelfOr(caller, userId, caller.isStaff);
  const [[found], active] = await Promise.all([
    contentId === undefined ? [] : ports.exams.findAll(courseId, [contentId]),
    newestInProgress(ports, userId),
  ]);
  if (!found) return { exam: undefined, active };
  const [terms, stored] = await Promise.all([
    ports.exams.readClockTerms(found.examId, userId),
    ports.attempts.readCurrent(found.examId, userId),
  ]);
  const attempt = stored && withTimeOutApplied(stored, ports.clock(), ports.timedOutStatus);
  return { exam: terms && { terms, attempt, isOpen: !attempt || isReplaceable(attempt, terms.exam) }, active };
}

function isReplaceable(attempt: Attempt, exam: Exam): boolean {
  return isPractice(attempt, exam) && !isIncomplete(attempt.status) && !attempt.readyToResume;
}

async function newestInProgress(ports: ViewPorts, userId: number): Promise<ActiveAttempt | undefined> {
  const [newest] = await inProgress(ports, userId);
  if (!newest) return undefined;
  // Additional time is in the time of an attempt from its start on; few are stopped before it.
  const terms =
    newest.attempt.startedAt === null ? await ports.exams.readClockTerms(newest.exam.examId, userId) : undefined;
  return { ...newest, additionalSeconds: terms?.additionalSeconds ?? 0 };
}

/** Newest first. An attempt whose time is up is not in progress any more, whether or not the schedule has come to it. */
async function inProgress(ports: ViewPorts, userId: number): Promise<ActiveExam[]> {
  const now = ports.clock();
  const attempts = (await ports.lists.inProgressOf(userId)).filter(attempt =>
    isInProgress(withTimeOutApplied(attempt, now, ports.timedOutStatus).status),
  );
  const exams = await ports.lists.examsOf(attempts);
  return attempts.flatMap(attempt => {
    const exam = exams.get(attempt.examId);
    return exam ? [{ attempt, exam }] : [];
  });
}

function requireSelfOr(caller: Caller, userId: number, isAllowed: boolean): void {
  if (userId === caller.userId || isAllowed) return;
  throw new DomainError('forbidden', 'Only the learner and staff may see what a learner is taking.');
}
