import { type Caller, isStaffOf } from '../../domain/actors.ts';
import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { isPractice } from '../../domain/attempts/createdAs.ts';
import { isIncomplete, isInProgress } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ClockTerms, Exam } from '../../domain/exams/exam.ts';
import { type StaffRightsPorts, withStaffRights } from '../courseStaff/staffRights.ts';
import type { AllowanceStore } from '../ports/allowanceStore.ts';
import type { AttemptLists } from '../ports/attemptLists.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { type ShowingPorts, shownAttempt } from './shownAttempt.ts';

export interface ViewPorts extends StaffRightsPorts, ShowingPorts {
  attempts: Pick<AttemptStore, 'readCurrent'>;
  lists: AttemptLists;
  exams: Pick<ExamStore, 'findAll' | 'readClockTerms'>;
  allowances: Pick<AllowanceStore, 'ofLearnerAtExam'>;
}

/** An attempt with its time-out applied, and its exam. */
export interface ActiveExam {
  attempt: Attempt;
  exam: Exam;
}

/** An active exam with the additional time that a start would add. */
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
  return newestExamInProgress(ports, userId);
}

/**
 * All exams that a learner is taking, with the allowances granted to them at each.
 * @throws DomainError `forbidden` for anybody but the learner, global staff, and staff of the requested course
 */
export async function readActiveExams(
  ports: ViewPorts,
  caller: Caller,
  query: { userId?: number | undefined; courseId?: string | undefined },
): Promise<(ActiveExam & { allowances: Allowance[] })[]> {
  const { userId = caller.userId, courseId } = query;
  const mayRead = async () =>
    courseId === undefined ? caller.isStaff : isStaffOf(await withStaffRights(ports, caller, [courseId]), courseId);
  requireSelfOr(caller, userId, userId === caller.userId || (await mayRead()));
  const active = (await examsInProgress(ports, userId)).filter(
    ({ exam }) => courseId === undefined || exam.courseId === courseId,
  );
  return Promise.all(
    active.map(async activeExam => ({
      ...activeExam,
      allowances: await ports.allowances.ofLearnerAtExam(activeExam.exam.examId, userId),
    })),
  );
}

/**
 * A learner's view of an exam of a course, and of their active attempt. `isOpen`: the learner may create an attempt with
 * the whole time.
 */
export interface CourseView {
  exam: { terms: ClockTerms; attempt: Attempt | undefined; isOpen: boolean } | undefined;
  active: ActiveAttempt | undefined;
}

/** @throws DomainError `forbidden` for anybody but the learner and global staff */
export async function readCourseView(
  ports: ViewPorts,
  caller: Caller,
  query: { courseId: string; contentId?: string | undefined; userId?: number | undefined },
): Promise<CourseView> {
  const { courseId, contentId, userId = caller.userId } = query;
  requireSelfOr(caller, userId, caller.isStaff);
  const [[exam], active] = await Promise.all([
    contentId === undefined ? [] : ports.exams.findAll(courseId, [contentId]),
    newestExamInProgress(ports, userId),
  ]);
  if (!exam) return { exam: undefined, active };
  const [terms, stored] = await Promise.all([
    ports.exams.readClockTerms(exam.examId, userId),
    ports.attempts.readCurrent(exam.examId, userId),
  ]);
  const attempt = stored && shownAttempt(ports, stored);
  return { exam: terms && { terms, attempt, isOpen: !attempt || isReplaceable(attempt, terms.exam) }, active };
}

function isReplaceable(attempt: Attempt, exam: Exam): boolean {
  return isPractice(attempt, exam) && !isIncomplete(attempt.status) && !attempt.readyToResume;
}

async function newestExamInProgress(ports: ViewPorts, userId: number): Promise<ActiveAttempt | undefined> {
  const [newest] = await examsInProgress(ports, userId);
  if (!newest) return undefined;
  // From the start on, the attempt's allowed time includes additional time.
  const terms =
    newest.attempt.startedAt === null ? await ports.exams.readClockTerms(newest.exam.examId, userId) : undefined;
  return { ...newest, additionalSeconds: terms?.additionalSeconds ?? 0 };
}

/** Newest first, without overdue attempts that the schedule has not closed yet. */
async function examsInProgress(ports: ViewPorts, userId: number): Promise<ActiveExam[]> {
  const attempts = (await ports.lists.inProgressOf(userId)).filter(stored =>
    isInProgress(shownAttempt(ports, stored).status),
  );
  const exams = await ports.lists.examsOf(attempts);
  return attempts.flatMap(attempt => {
    const exam = exams.get(attempt.examId);
    return exam ? [{ attempt, exam }] : [];
  });
}

function requireSelfOr(caller: Caller, userId: number, isAllowed: boolean): void {
  if (userId === caller.userId || isAllowed) return;
  throw new DomainError('forbidden', `Only learner ${userId} and staff may read this learner's attempts in progress.`);
}
