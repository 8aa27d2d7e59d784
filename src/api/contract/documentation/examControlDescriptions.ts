/** Members of the contract about the control of running exams. */
export const EXAM_CONTROL_DESCRIPTIONS = {
  paused_at: 'The beginning of the present pause, in UTC; null while the exam is not paused.',
  paused_seconds: 'The duration of all finished pauses, in seconds with up to three decimals.',
  counts: 'The numbers of current attempts by status; statuses without attempts are missing.',
  is_truncated: 'Whether there are more than the newest 10,000 attempts, which alone are counted and listed.',
  in_progress: 'The number of attempts in progress, on all pages.',
  as_of: 'The time at which the attempts were read, in UTC: up to ten seconds ago. Pauses are always present.',
  ends_at: 'The end of the attempt, in UTC; null while the exam is paused, and for an attempt without a clock.',
  remaining_seconds: 'The remaining time while the exam is paused; null while it runs.',
  'getExamMonitor.results':
    'The attempts in progress of this page, by their time left, the least first; a page can be shorter than `limit`.',
  'getExamMonitor.user_id': 'The LMS’s id of the learner.',
  'getExamMonitor.limit': 'The maximum number of attempts of a page.',
};
