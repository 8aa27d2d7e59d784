import { hasCome, type Instant } from '../time.ts';
import { type Backends, findBackend } from './backends.ts';
import type { Exam } from './exam.ts';

/** Whether attempts at the exam identify the learner to the vendor, once for all its exams. */
export function isOnboardingExam(exam: Exam, backends: Backends): boolean {
  return exam.isProctored && exam.isPracticeExam && findBackend(backends, exam)?.supportsOnboarding === true;
}

/** The active onboarding exams of a course, newest first. */
export function onboardingExamsOf<Listed extends Exam>(exams: readonly Listed[], backends: Backends): Listed[] {
  return exams.filter(exam => exam.isActive && isOnboardingExam(exam, backends)).sort((a, b) => b.examId - a.examId);
}

/** The course's onboarding exam: the newest open one, else the newest past due. */
export function chooseOnboardingExam<Listed extends Exam>(
  exams: readonly Listed[],
  backends: Backends,
  now: Instant,
): { exam: Listed; isPastDue: boolean } | undefined {
  const newestFirst = onboardingExamsOf(exams, backends);
  const open = newestFirst.find(({ dueDate }) => !hasCome(dueDate, now));
  const exam = open ?? newestFirst[0];
  return exam && { exam, isPastDue: exam !== open };
}
