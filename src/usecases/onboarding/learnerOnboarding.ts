import type { Attempt } from '../../domain/attempts/attempt.ts';
import { isPastStoredEnd } from '../../domain/attempts/clock.ts';
import { hasCreationFields } from '../../domain/attempts/createdAs.ts';
import {
  hasOnboardingAttempts,
  isOnboardingAttempt,
  type Onboarding,
  onboardingAt,
} from '../../domain/attempts/onboardingStatus.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Backends } from '../../domain/exams/backends.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { chooseOnboardingExam } from '../../domain/exams/onboardingExam.ts';
import { type ShowingPorts, shownAttempt } from '../attempts/shownAttempt.ts';
import type { AttemptLists } from '../ports/attemptLists.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { OnboardingAttempts } from '../ports/onboardingAttempts.ts';

export interface OnboardingPorts extends ShowingPorts {
  exams: Pick<ExamStore, 'ofCourse'>;
  lists: Pick<AttemptLists, 'examsOf' | 'allOfCourse'>;
  onboardingAttempts: OnboardingAttempts;
  backends: Backends;
}

/** A course's onboarding exam, and the exams whose attempts count as onboarding. */
export interface OnboardingCourse {
  courseId: string;
  exam: Exam;
  isPastDue: boolean;
  backendName: string;
  /** Ids of the onboarding exam, and of former ones with the same backend. */
  examIds: readonly number[];
}

/** @throws DomainError `onboarding_exam_not_found` */
export async function readOnboardingCourse(ports: OnboardingPorts, courseId: string): Promise<OnboardingCourse> {
  const exams = await ports.exams.ofCourse(courseId);
  const chosen = chooseOnboardingExam(exams, ports.backends, ports.clock());
  if (!chosen) {
    throw new DomainError('onboarding_exam_not_found', `Course ${courseId} has no active onboarding exam.`);
  }
  const { defaultName } = ports.backends;
  const backendName = chosen.exam.backend ?? defaultName;
  const examIds = exams
    .filter(exam => hasOnboardingAttempts(exam, backendName, defaultName))
    .map(({ examId }) => examId);
  return { courseId, exam: chosen.exam, isPastDue: chosen.isPastDue, backendName, examIds };
}

/** The current attempts at the course's onboarding exams, by learner. */
export async function readCurrentAttempts(
  ports: OnboardingPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
): Promise<Map<number, Attempt[]>> {
  const stored = await ports.onboardingAttempts.currentOf(userIds, course.examIds);
  return byLearner(await onboardingAttemptsOf(ports, course, stored));
}

/** Whether a current attempt is verified; superseded and other courses' attempts are then not read, even if verified later. */
export function isVerifiedBy(current: readonly Attempt[] = []): boolean {
  return current.some(({ status }) => status === 'verified');
}

/** The onboarding of one learner. */
export async function readOnboarding(
  ports: OnboardingPorts,
  course: OnboardingCourse,
  userId: number,
): Promise<Onboarding> {
  const current = await readCurrentAttempts(ports, course, [userId]);
  const attempts = await readDecisiveAttempts(ports, course, [userId], current);
  return onboardingAt(course.courseId, attempts.get(userId) ?? [], ports.clock());
}

/** The onboarding of each of these learners, whose current attempts are read already. */
export async function readOnboardings(
  ports: OnboardingPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
  current: ReadonlyMap<number, Attempt[]>,
): Promise<Map<number, Onboarding>> {
  const attempts = await readDecisiveAttempts(ports, course, userIds, current);
  const now = ports.clock();
  return new Map(userIds.map(userId => [userId, onboardingAt(course.courseId, attempts.get(userId) ?? [], now)]));
}

/** Attempts in all courses are read only for learners without a verified current attempt. */
async function readDecisiveAttempts(
  ports: OnboardingPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
  current: ReadonlyMap<number, Attempt[]>,
): Promise<Map<number, Attempt[]>> {
  const unverified = userIds.filter(userId => !isVerifiedBy(current.get(userId)));
  const all = unverified.length === 0 ? [] : await readAttemptsInAllCourses(ports, course, unverified);
  // The index may not have the current attempt yet.
  const attempts = [...all, ...userIds.flatMap(userId => current.get(userId) ?? [])];
  return byLearner([...new Map(attempts.map(attempt => [attempt.attemptId, attempt])).values()]);
}

async function readAttemptsInAllCourses(
  ports: OnboardingPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
): Promise<Attempt[]> {
  const examIds = new Set(course.examIds);
  // Decided by the fields stored at creation; attempts older than these fields, by their exam.
  const matches = (attempt: Attempt) =>
    hasCreationFields(attempt)
      ? isOnboardingAttempt(attempt, undefined, course.backendName, ports.backends)
      : attempt.courseId !== course.courseId || examIds.has(attempt.examId);
  return onboardingAttemptsOf(ports, course, await ports.onboardingAttempts.allOf(userIds, matches));
}

/** Reads the exams only of attempts that do not store how they were created, and of those that only a pause may keep open. */
async function onboardingAttemptsOf(
  ports: OnboardingPorts,
  { backendName }: OnboardingCourse,
  stored: readonly Attempt[],
): Promise<Attempt[]> {
  const now = ports.clock();
  const undecided = stored.filter(attempt => !hasCreationFields(attempt) || isPastStoredEnd(attempt, now));
  const exams = undecided.length === 0 ? new Map<number, Exam>() : await ports.lists.examsOf(undecided);
  return stored
    .filter(attempt => isOnboardingAttempt(attempt, exams.get(attempt.examId), backendName, ports.backends))
    .map(attempt => shownAttempt(ports, attempt, exams.get(attempt.examId)));
}

function byLearner(attempts: readonly Attempt[]): Map<number, Attempt[]> {
  return Map.groupBy(attempts, ({ user }) => user.id);
}
