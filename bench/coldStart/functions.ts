/** Every function that is deployed. */
export const FUNCTIONS = [
  'exams',
  'allowances',
  'attempts',
  'lists',
  'lookups',
  'vendorCallbacks',
  'privacy',
  'archive',
  'notifications',
  'timeOuts',
] as const;
export type MeasuredFunction = (typeof FUNCTIONS)[number];

/** Those that HTTP requests come to; the others work for streams and the schedule. */
export const API_FUNCTIONS: readonly MeasuredFunction[] = FUNCTIONS.slice(0, 7);

/** What each is asked first, as an operation of the catalogue; the others are only loaded. */
export const FIRST_REQUESTS: Partial<Record<MeasuredFunction, string>> = {
  exams: 'read_exam',
  allowances: 'allowance',
  attempts: 'first_poll',
  lists: 'active_attempt',
  lookups: 'locate_live',
  vendorCallbacks: 'review',
  archive: 'archive_100',
  timeOuts: 'schedule',
};
