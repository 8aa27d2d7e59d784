import { type Caller, isStaffOf } from '../../domain/actors.ts';
import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { isSupersedablePractice } from '../../domain/attempts/createdAs.ts';
import { isInProgress, isOnboardingFailure } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ClockTerms, Exam } from '../../domain/exams/exam.ts';
import { onboardingExamsOf } from '../../domain/exams/onboardingExam.ts';
import { type StaffRightsPorts, withStaffRights } from '../courseStaff/staffRights.ts';
import type { ShownBackendPorts } from '../exams/shownBackend.ts';
import type { AllowanceStore } from '../ports/allowanceStore.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { AttemptInProgress, ContentOfCourse, ExamOfLearner, LearnerAttempts } from '../ports/learnerAttempts.ts';
import { type ShowingPorts, shownAttempt } from './shownAttempt.ts';
import { withShownSoftware } from './shownSoftware.ts';

export interface ViewPorts extends StaffRightsPorts, ShowingPorts, ShownBackendPorts {
  learnerAttempts: LearnerAttempts;
  exams: Pick<ExamStore, 'ofCourse'>;
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
  return activeOf(ports, await ports.learnerAttempts.inProgressOf(userId))[0];
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
  const active = activeOf(ports, await ports.learnerAttempts.inProgressOf(userId)).filter(
    ({ exam }) => courseId === undefined || exam.courseId === courseId,
  );
  return Promise.all(
    active.map(async ({ attempt, exam }) => ({
      attempt,
      exam,
      allowances: await ports.allowances.ofLearnerAtExam(exam.examId, userId),
    })),
  );
}

/** A learner's view of an exam. */
export interface ExamView {
  terms: ClockTerms;
  attempt: Attempt | undefined;
  /** The learner may create an attempt with the whole time. */
  isOpen: boolean;
  /** The exam by which the learner completes onboarding, which the attempt lacks; null if the course has none. */
  onboardingExam?: Exam | null;
}

/** A learner's view of an exam of a course, and of their active attempt. */
export interface CourseView {
  exam: ExamView | undefined;
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
  if (contentId === undefined) return { exam: undefined, active: await readActiveAttempt(ports, caller, userId) };
  const read = await ports.learnerAttempts.inProgressAndAtContent(userId, { courseId, contentId });
  return { exam: await examViewOf(ports, read.atContent), active: activeOf(ports, read.inProgress)[0] };
}

/** The caller's view of an active exam; undefined if no active exam of the course has this content. */
export async function readExamView(
  ports: ViewPorts,
  caller: Caller,
  content: ContentOfCourse,
): Promise<ExamView | undefined> {
  const read = await ports.learnerAttempts.atContent(caller.userId, content);
  return read?.terms.exam.isActive ? examViewOf(ports, read) : undefined;
}

async function examViewOf(ports: ViewPorts, read: ExamOfLearner | undefined): Promise<ExamView | undefined> {
  if (!read) return undefined;
  const { terms, current } = read;
  const attempt = current && (await withShownSoftware(ports, shownAttempt(ports, current, terms.exam), terms.exam));
  const view = { terms, attempt, isOpen: !attempt || isSupersedablePractice(attempt, terms.exam) };
  if (!attempt || !terms.exam.isProctored || !isOnboardingFailure(attempt.status)) return view;
  const [onboardingExam = null] = onboardingExamsOf(await ports.exams.ofCourse(terms.exam.courseId), ports.backends);
  return { ...view, onboardingExam };
}

/** Newest first, without overdue attempts that the schedule has not closed yet. */
function activeOf(ports: ViewPorts, inProgress: readonly AttemptInProgress[]): ActiveAttempt[] {
  return inProgress.flatMap(({ attempt, terms }) =>
    isInProgress(shownAttempt(ports, attempt, terms.exam).status) ? [{ attempt, ...terms }] : [],
  );
}

function requireSelfOr(caller: Caller, userId: number, isAllowed: boolean): void {
  if (userId === caller.userId || isAllowed) return;
  throw new DomainError('forbidden', `Only learner ${userId} and staff may read this learner's attempts in progress.`);
}
