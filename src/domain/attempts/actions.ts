/** Actions that learners and staff request by name. */
export const ACTIONS = [
  'start',
  'stop',
  'submit',
  'click_download_software',
  'decline',
  'error',
  'reset_attempt',
  'verify',
  'reject',
  'mark_ready_to_resume',
] as const;
export type Action = (typeof ACTIONS)[number];
