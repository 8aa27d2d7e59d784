/** Settings of an exam, for front ends. */
export const SETTINGS = {
  platform_name: 'Open edX',
  contact_us: 'https://lms.example.edu/contact',
  link_urls: { online_proctoring_rules: 'https://lms.example.edu/proctoring-rules' },
  exam_proctoring_backend: { instructions: ['Install the software', 'Have your photo ID at hand'] },
  provider_tech_support_email: 'support@vendor.example',
  provider_tech_support_phone: '+1 555 0100',
  provider_tech_support_url: 'https://vendor.example/support',
  provider_name: 'SoftwareSecure',
  learner_notification_from_email: 'proctoring@example.edu',
  integration_specific_email: 'integration@vendor.example',
  proctoring_escalation_email: 'escalation@example.edu',
};
