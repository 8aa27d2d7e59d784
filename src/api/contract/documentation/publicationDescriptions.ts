/** Descriptions of fields about the exams and the proctoring of a course, for its authors and its staff. */
export const PUBLICATION_DESCRIPTIONS = {
  'publishEdxExamsExams.course_id': 'May be omitted; otherwise it must be the course in the path.',
  'publishEdxExamsExams.exam_type':
    'The type; `practice`, `practice_proctored` and `onboarding` are proctored practice, which is onboarding if the backend supports it.',
  org: 'Without effect: every organisation has all vendors.',
  verbose_name: 'The vendor’s name for people.',
  lti_configuration_id: 'Always null: vendors are not connected by LTI.',
  provider: 'The backend of the proctored exams that the course publishes; null for none chosen.',
  escalation_email: 'Contact for complaints about reviews, in place of the vendor’s own; null without one.',
  'listEdxExamsProviders.name': 'The backend, a key of the setting `PROCTORING_BACKENDS`.',
  proctoring_provider: 'The backend of the newest proctored exam; null without one.',
  create_zendesk_tickets: 'Always false.',
  enable_proctored_exams: 'Whether the course has active proctored exams.',
  supports_onboarding: 'Whether the vendor identifies learners once for all exams.',
  review_dashboard_available: 'Whether the exams have one vendor, and it has a dashboard.',
};
