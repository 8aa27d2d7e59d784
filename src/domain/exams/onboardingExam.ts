import { hasCome, type Instant } from '../time.ts';
import { type Backends, findBackend } from './backends.ts';
import type { Exam } from './exam.ts';

type OnboardingPeriod = 'open' | 'future' | 'past_due';

const PREFERENCE: readonly OnboardingPeriod[] = ['open', 'future', 'past_due'];

/** Whether attempts at the exam identify the learner to the vendor, once for all its exams. */
export function isOnboardingExam(exam: Exam, backends: Backends): boolean {
  return exam.isProctored && exam.isPracticeExam && findBackend(backends, exam)?.supportsOnboarding === true;
}

/** The active onboarding exams of a course, newest first. */
export function onboardingExamsOf<Listed extends Exam>(exams: readonly Listed[], backends: Backends): Listed[] {
  return exams.filter(exam => exam.isActive && isOnboardingExam(exam, backends)).sort((a, b) => b.examId - a.examId);
}

/**
 * The course's onboarding exam: an open one before a future one before one past due, and the newest of those.
 * @param releaseOf when the exam opens; null for one that is open from its creation
 */
export function chooseOnboardingExam<Listed extends Exam>(
  exams: readonly Listed[],
  backends: Backends,
  now: Instant,
  releaseOf: (exam: Listed) => Instant | null = () => null,
): { exam: Listed; period: OnboardingPeriod } | undefined {
  const candidates = onboardingExamsOf(exams, backends).map(exam => ({
    exam,
    period: periodOf(exam, releaseOf(exam), now),
  }));
  return PREFERENCE.flatMap(preferred => candidates.filter(({ period }) => period === preferred))[0];
}

function periodOf({ dueDate }: Exam, release: Instant | null, now: Instant): OnboardingPeriod {
  if (hasCome(dueDate, now)) return 'past_due';
  return release === null || hasCome(release, now) ? 'open' : 'future';
}
