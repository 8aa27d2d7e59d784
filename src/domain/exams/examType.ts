import type { Backends } from './backends.ts';
import type { Exam } from './exam.ts';
import { isOnboardingExam } from './onboardingExam.ts';

export type ExamType = 'timed' | 'proctored' | 'practice' | 'onboarding';

/** A practice exam is an onboarding exam if its backend supports onboarding. */
export function examType(exam: Exam, backends: Backends): ExamType {
  if (!exam.isProctored) return exam.isPracticeExam ? 'practice' : 'timed';
  if (!exam.isPracticeExam) return 'proctored';
  return isOnboardingExam(exam, backends) ? 'onboarding' : 'practice';
}
