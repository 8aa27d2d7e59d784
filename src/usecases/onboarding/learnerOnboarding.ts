import type { Attempt } from '../../domain/attempts/attempt.ts';
import { storesCreation } from '../../domain/attempts/createdAs.ts';
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

/** A course's onboarding exam, and those at which its learners may have attempts. */
export interface OnboardingCourse {
  courseId: string;
  exam: Exam;
  isPastDue: boolean;
  backendName: string;
  /** Ids of the exams of the course whose attempts are onboarding with the backend. */
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
  return { courseId, exam: chosen.exam, isPastDue: chosen.period === 'past_due', backendName, examIds };
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

/** Whether other attempts of the learner change nothing about their status. */
export function isDecidedBy(current: readonly Attempt[] = []): boolean {
  return current.some(({ status }) => status === 'verified');
}

/** The onboarding of these learners; the attempts in all courses are read of those whom the current ones do not decide. */
export async function readOnboardings(
  ports: OnboardingPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
  current: ReadonlyMap<number, Attempt[]>,
): Promise<Map<number, Onboarding>> {
  const now = ports.clock();
  const undecided = userIds.filter(userId => !isDecidedBy(current.get(userId)));
  const all = undecided.length === 0 ? new Map<number, Attempt[]>() : await readAllAttempts(ports, course, undecided);
  return new Map(
    userIds.map(userId => {
      // The index may not have the current attempt yet.
      const attempts = new Map(
        [...(all.get(userId) ?? []), ...(current.get(userId) ?? [])].map(attempt => [attempt.attemptId, attempt]),
      );
      return [userId, onboardingAt(course.courseId, [...attempts.values()], now)];
    }),
  );
}

async function readAllAttempts(
  ports: OnboardingPorts,
  course: OnboardingCourse,
  userIds: readonly number[],
): Promise<Map<number, Attempt[]>> {
  const examIds = new Set(course.examIds);
  // An attempt stays onboarding if its exam is changed, unless only the exam tells.
  const matches = (created: Attempt) =>
    storesCreation(created)
      ? isOnboardingAttempt(created, undefined, course.backendName, ports.backends)
      : created.courseId !== course.courseId || examIds.has(created.examId);
  const stored = await ports.onboardingAttempts.allOf(userIds, matches);
  return byLearner(await onboardingAttemptsOf(ports, course, stored));
}

/** Reads the exams only of attempts that do not store how they were created. */
async function onboardingAttemptsOf(
  ports: OnboardingPorts,
  { backendName }: OnboardingCourse,
  stored: readonly Attempt[],
): Promise<Attempt[]> {
  const older = stored.filter(attempt => !storesCreation(attempt));
  const exams = older.length === 0 ? new Map<number, Exam>() : await ports.lists.examsOf(older);
  return stored
    .filter(attempt => isOnboardingAttempt(attempt, exams.get(attempt.examId), backendName, ports.backends))
    .map(attempt => shownAttempt(ports, attempt));
}

function byLearner(attempts: readonly Attempt[]): Map<number, Attempt[]> {
  return Map.groupBy(attempts, ({ user }) => user.id);
}
