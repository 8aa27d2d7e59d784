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

/** Actions of staff that one request can carry out on several attempts. */
export const BULK_ACTIONS = ['verify', 'reject', 'mark_ready_to_resume', 'remove'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];
