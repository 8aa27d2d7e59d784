import { COURSE_ID, EXAMS, LEARNERS } from './objects.ts';

const CREATED_AT = '2026-11-02T09:41:00.000Z';

const onboarding = {
  onboarding_status: 'verified' as const,
  onboarding_link: `/courses/${COURSE_ID}/jump_to/${EXAMS.midterm.contentId}`,
  expiration_date: '2027-11-02T13:05:12.000Z',
  onboarding_past_due: false,
  onboarding_release_date: CREATED_AT,
  review_requirements_url: 'https://vendor.example/requirements',
};

/** The successful answers about onboarding. */
export const ONBOARDING_ANSWERS = {
  getOnboardingStatus: onboarding,
  getEdxExamsOnboardingStatus: onboarding,
  listOnboardingStatuses: {
    results: [
      {
        user_id: LEARNERS.mina.id,
        username: LEARNERS.mina.username,
        enrollment_mode: 'verified',
        status: 'setup_started' as const,
        modified: CREATED_AT,
      },
    ],
    count: 1,
    previous: null,
    next: null,
    num_pages: 1,
    use_onboarding_profile_api: false as const,
  },
};
