const ATTEMPT_VERSION = 'The version of the attempt, which every write and a time-out raises: for `if_version`.';

const FILTER =
  'Only attempts with one of these statuses, separated by commas; paged by `cursor`. A page examines at most 10,000 attempts: it can be short and still have a next one.';

/** Descriptions of fields that front ends of staff need. */
export const STAFF_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'Attempt.version': ATTEMPT_VERSION,
  'AttemptNow.version': ATTEMPT_VERSION,
  'proctored_exam_attempts.version': ATTEMPT_VERSION,
  'HistoryEntry.version': 'The version of the attempt before the change.',
  'listAttempts.status': FILTER,
  'searchAttempts.status': FILTER,
  'listAttempts.exam_id': 'Only attempts at this exam; paged by `cursor`.',
  'searchAttempts.exam_id': 'Only attempts at this exam; paged by `cursor`.',
  'actOnAttempts.action': 'The action on each of the attempts.',
  'actOnAttempts.attempts': 'The attempts, each once: 1 to 100.',
  'actOnAttempts.reason': 'The reason, for the history of each attempt.',
  dry_run: 'Whether to preview the results: nothing changes.',
  'actOnAttempts.results': 'A result for each attempt, in the order of the request.',
  ok: 'Whether the action succeeded, or would.',
  changed:
    'Whether the attempt changed, or would: a verified attempt is verified again without a change. Of `ok` only.',
  'results.code':
    'The error code of a failure, as in the `type` of a problem. After `internal_error` the action may have been carried out: read the attempt.',
  'actOnAttempts.detail': 'A description of the failure, for a person.',
  'actOnAttempts.attempt': 'The attempt as it is now, of the failure `attempt_changed`.',
  'Note.id': 'The service’s id of the note, which grows with time.',
  'Note.created': 'The time of the note, in UTC.',
  'Note.author': 'The staff member who wrote the note.',
  'author.role': 'Always `staff`.',
  'author.user_id': 'The LMS’s id of the staff member.',
  'Note.text': 'The note; null after the learner was erased.',
  'addNote.text': 'The note, of up to 4,000 characters. It cannot be changed.',
  if_value:
    'The value that the caller has seen, null for no allowance: with another one nothing changes, and the answer is 409 `allowance_changed`, in bulk the status of the row. Omitted: any.',
  'setAllowances.value':
    'The present value of an allowance that has changed (409), or, in a dry run, that can be granted; null without one.',
  'setAllowancesOfCourse.value':
    'The present value of an allowance that has changed (409), or, in a dry run, that can be granted; null without one.',
  if_version:
    'The `version` of the attempt that the caller has seen: another one is answered 409 `attempt_changed`, and nothing changes. Omitted: any.',
  'getMe.user_id': 'The LMS’s id of the caller.',
  'getMe.username': 'The caller’s username, by the token.',
  'getMe.name': 'The caller’s name, by the token; the username without one.',
  is_staff: 'Whether the caller is global staff: staff of every course.',
  course_staff:
    'The courses whose staff the caller is: those of the token, then up to 100 to which the LMS has added them, by their id.',
  'addCourseStaff.user_id': 'The LMS’s id of the staff member.',
  'removeCourseStaff.user_id': 'The LMS’s id of the staff member.',
  'getCourseStaff.user_id': 'The LMS’s id of the staff member.',
  'getCourseStaff.results': 'The results of this page, by user id.',
};
