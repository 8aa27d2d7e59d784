/** Members of the contract about the control of running exams. */
export const EXAM_CONTROL_DESCRIPTIONS = {
  'startTimeJob.user_ids': 'Only these learners, by the LMS’s ids; omitted: all in progress.',
  'startTimeJob.in_progress_only':
    'False: the named learners get the minutes whatever the status of their attempt, and without one. Omitted: only those in progress do.',
  'TimeJob.in_progress_only': 'Whether only learners in progress get the minutes.',
  excluded_user_id:
    'The learner who gets nothing: the caller, as course staff do not grant to themselves; null for global staff.',
  granted_user_ids:
    'The learners who have got the minutes so far, of a job that names them: the others of a job that is `done` are excluded, unknown, or not in progress. Null for all in progress.',
  'TimeJob.user_ids': 'The learners concerned; null for all in progress.',
  not_started:
    'The attempts whose clock has not started, the oldest first; at most 50. They are the same on every page.',
  not_started_count: 'The number of attempts whose clock has not started.',
  'getExamMonitor.created': 'The time of the creation, in UTC.',
  'getExamMonitor.modified':
    'The last change of the attempt by anybody, in UTC: the last sign of life, since polls are not stored.',
  'listAllowanceChanges.user_id': 'The LMS’s id of the learner.',
  'listAllowanceChanges.limit': 'The maximum number of results of a page; those of one instant are not divided.',
  'listAllowanceChanges.value': 'The value from then on; null for a removal.',
  'listAllowanceChanges.reason': 'The reason; only of minutes granted by a job.',
  minutes: 'The minutes that each learner gets, added to their additional time: up to the due date.',
  idempotency_key:
    'The id of the job, chosen by the caller: a repeated request with the same key grants nothing again.',
  job_id: 'The idempotency key of the request that started the job.',
  state: '`running` until a second pass over the attempts, a minute later, has ended; then `done`.',
  granted: 'The number of learners who have got the minutes so far.',
  'startTimeJob.reason': 'The reason, for the history of the attempts.',
  'TimeJob.reason': 'The reason, for the history of the attempts.',
  'TimeJob.created': 'The time of the request, in UTC: attempts that began later get nothing.',
  paused_at: 'The beginning of the present pause, in UTC; null while the exam is not paused.',
  paused_by:
    'The author of the present pause; null while the exam is not paused, and for a pause of an earlier release.',
  'paused_by.user_id': 'The LMS’s id of the staff member.',
  paused_seconds: 'The duration of all finished pauses, in seconds with up to three decimals.',
  counts: 'The numbers of current attempts by status; statuses without attempts are missing.',
  is_truncated:
    'Whether attempts are missing: at most the newest 10,000 of the exam are counted and listed, and about the newest million attempts of the course are searched for them.',
  in_progress: 'The number of attempts in progress, on all pages.',
  as_of: 'The time at which the attempts were read, in UTC: up to ten seconds ago. Pauses are always present.',
  ends_at: 'The end of the attempt, in UTC; null while the exam is paused, and for an attempt without a clock.',
  remaining_seconds: 'The remaining time while the exam is paused; null while it runs.',
  'getExamMonitor.results':
    'The attempts in progress of this page, by their time left, the least first; a page can be shorter than `limit`.',
  'getExamMonitor.user_id': 'The LMS’s id of the learner.',
  'getExamMonitor.limit': 'The maximum number of attempts of a page.',
};
