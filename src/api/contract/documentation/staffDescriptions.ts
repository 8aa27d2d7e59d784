const ATTEMPT_VERSION = 'The version of the attempt, which every write and a time-out raises: for `if_version`.';

/** Descriptions of fields that front ends of staff need. */
export const STAFF_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'Attempt.version': ATTEMPT_VERSION,
  'AttemptNow.version': ATTEMPT_VERSION,
  'proctored_exam_attempts.version': ATTEMPT_VERSION,
  'HistoryEntry.version': 'The version of the attempt before the change.',
  if_version:
    'The `version` of the attempt that the caller has seen: another one is answered 409 `attempt_changed`, and nothing changes. Omitted: any.',
  'getMe.user_id': 'The LMS’s id of the caller.',
  'getMe.username': 'The caller’s username, by the token.',
  'getMe.name': 'The caller’s name, by the token; the username without one.',
  is_staff: 'Whether the caller is global staff: staff of every course.',
  course_staff:
    'The courses whose staff the caller is by the token. Courses to which the LMS has added them are not listed.',
};
