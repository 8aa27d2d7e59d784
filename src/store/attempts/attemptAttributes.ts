import type { Attempt, Learner } from '../../domain/attempts/attempt.ts';
import type { Attributes } from '../dynamodb/itemCodec.ts';

/** The fields with an attribute of their own. `isCurrent` is the presence of an index key. */
export type AttemptFields = Omit<Attempt, 'user' | 'isCurrent'>;

/** The only place that names the stored attributes of an attempt. */
export const ATTEMPT: Attributes<AttemptFields> = {
  attemptId: { name: 'attempt_id', type: 'number' },
  version: { name: 'version', type: 'number' },
  attemptCode: { name: 'attempt_code', type: 'text' },
  externalId: { name: 'external_id', type: 'text?' },
  backend: { name: 'backend', type: 'text?' },
  downloadUrl: { name: 'download_url', type: 'text?' },
  vendorInstructions: { name: 'instructions', type: 'text?' },
  watchedBy: { name: 'watched_by', type: 'text?' },
  createdPractice: { name: 'created_practice', type: 'boolean?' },
  createdProctored: { name: 'created_proctored', type: 'boolean?' },
  examId: { name: 'exam_id', type: 'number' },
  courseId: { name: 'course_id', type: 'text' },
  studentName: { name: 'student_name', type: 'text' },
  status: { name: 'status', type: 'text' },
  createdAt: { name: 'created', type: 'text' },
  modifiedAt: { name: 'modified', type: 'text' },
  startedAt: { name: 'started_at', type: 'text?' },
  completedAt: { name: 'completed_at', type: 'text?' },
  allowedTimeSeconds: { name: 'allowed_time_seconds', type: 'number?' },
  baseTimeSeconds: { name: 'base_time_seconds', type: 'number?' },
  includedAdditionalSeconds: { name: 'included_additional_seconds', type: 'number?' },
  examPausedSeconds: { name: 'exam_paused_seconds', type: 'number?' },
  timeRemainingSeconds: { name: 'time_remaining_seconds', type: 'number?' },
  isSampleAttempt: { name: 'is_sample_attempt', type: 'boolean' },
  takingAsProctored: { name: 'taking_as_proctored', type: 'boolean' },
  isStatusAcknowledged: { name: 'is_status_acknowledged', type: 'boolean' },
  reviewPolicyId: { name: 'review_policy_id', type: 'number?' },
  isResumable: { name: 'is_resumable', type: 'boolean' },
  readyToResume: { name: 'ready_to_resume', type: 'boolean' },
  resumed: { name: 'resumed', type: 'boolean' },
  hasPreviousAttempt: { name: 'has_predecessor', type: 'sparse' },
  previousAttemptId: { name: 'predecessor_id', type: 'number?' },
  statusBeforeReset: { name: 'status_before_reset', type: 'text?' },
  cascadePending: { name: 'cascade_pending', type: 'sparse' },
  isErased: { name: 'retired', type: 'sparse' },
  lastChange: { name: 'last_change', type: 'change' },
};

export const ATTEMPT_LEARNER: Attributes<Learner> = {
  id: { name: 'user_id', type: 'number' },
  username: { name: 'username', type: 'text' },
  email: { name: 'email', type: 'text' },
};

/** Keys of the indexes (resources/tables.yml). All but the first two are sparse; items of earlier releases may lack `in_course`. */
export const INDEX_KEY = {
  examLearner: 'exam_learner',
  inCourse: 'in_course',
  currentInCourse: 'current_in_course',
  inProgressUserId: 'in_progress_user_id',
  scheduleBucket: 'schedule_bucket',
  scheduledAt: 'scheduled_at',
} as const;

/** Keys of attempts in progress; the last two also of those with an unfinished cascade. */
export const IN_PROGRESS_KEYS = [INDEX_KEY.inProgressUserId, INDEX_KEY.scheduleBucket, INDEX_KEY.scheduledAt] as const;
