import type * as z from 'zod/mini';
import type { Onboarding } from '../../domain/attempts/onboardingStatus.ts';
import { findBackend } from '../../domain/exams/backends.ts';
import { timeOfId } from '../../domain/ids.ts';
import type { OnboardingCourse } from '../../usecases/onboarding/learnerOnboarding.ts';
import type { OnboardingPage } from '../../usecases/onboarding/listOnboarding.ts';
import { examAddress, type Presentation } from '../attempts/attemptData.ts';
import type { listOnboardingStatuses, onboardingStatus } from './contract.ts';

export function toWireOnboarding(
  { exam, isPastDue }: OnboardingCourse,
  { status, expiresAt }: Onboarding,
  { addresses, backends }: Presentation,
  isLearningMfe: boolean,
): z.input<ReturnType<typeof onboardingStatus>> {
  return {
    onboarding_status: status,
    onboarding_link: isPastDue ? null : examAddress(exam, addresses, isLearningMfe),
    expiration_date: expiresAt,
    onboarding_past_due: isPastDue,
    // The LMS does not register when a section opens; learners find the exam from its creation on.
    onboarding_release_date: timeOfId(exam.examId),
    review_requirements_url: findBackend(backends, exam)?.reviewRequirementsUrl ?? '',
  };
}

/** @param listAddress the address of the list, with its search and filter but without a page */
export function toWireOnboardingPage(
  { rows, count, page, totalPages }: OnboardingPage,
  listAddress: string,
): z.input<ReturnType<typeof listOnboardingStatuses.answer>> {
  const pageAddress = (number: number) => `${listAddress}${listAddress.includes('?') ? '&' : '?'}page=${number}`;
  return {
    results: rows.map(({ userId, username, mode, status, modifiedAt }) => ({
      user_id: userId,
      username,
      enrollment_mode: mode,
      status,
      modified: modifiedAt,
    })),
    count,
    previous: page > 1 ? pageAddress(page - 1) : null,
    next: page < totalPages ? pageAddress(page + 1) : null,
    num_pages: totalPages,
    use_onboarding_profile_api: false,
  };
}
