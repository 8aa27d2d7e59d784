import type { Actor } from '../../domain/actors.ts';
import type { Attempt, Learner } from '../../domain/attempts/attempt.ts';
import { type Item, number, text, withoutNulls } from '../dynamodb/item.ts';
import {
  type Attributes,
  booleanAttribute,
  mapAttribute,
  numberAttribute,
  optionalBooleanAttribute,
  optionalNumberAttribute,
  optionalTextAttribute,
  sparseAttribute,
  textAttribute,
} from '../dynamodb/itemCodec.ts';

/** The fields with an attribute of their own. `isCurrent` is the presence of an index key. */
export type AttemptFields = Omit<Attempt, 'user' | 'isCurrent'>;

/** The stored form of an attempt: the one place that names its attributes. Items are stored under these names. */
export const ATTEMPT: Attributes<AttemptFields> = {
  attemptId: numberAttribute('attempt_id'),
  version: numberAttribute('version'),
  attemptCode: textAttribute('attempt_code'),
  externalId: optionalTextAttribute('external_id'),
  backend: optionalTextAttribute('backend'),
  watchedBy: optionalTextAttribute('watched_by'),
  createdPractice: optionalBooleanAttribute('created_practice'),
  createdProctored: optionalBooleanAttribute('created_proctored'),
  examId: numberAttribute('exam_id'),
  courseId: textAttribute('course_id'),
  studentName: textAttribute('student_name'),
  status: textAttribute('status'),
  createdAt: textAttribute('created'),
  modifiedAt: textAttribute('modified'),
  startedAt: optionalTextAttribute('started_at'),
  completedAt: optionalTextAttribute('completed_at'),
  allowedTimeSeconds: optionalNumberAttribute('allowed_time_seconds'),
  baseTimeSeconds: optionalNumberAttribute('base_time_seconds'),
  includedAdditionalSeconds: optionalNumberAttribute('included_additional_seconds'),
  timeRemainingSeconds: optionalNumberAttribute('time_remaining_seconds'),
  isSampleAttempt: booleanAttribute('is_sample_attempt'),
  takingAsProctored: booleanAttribute('taking_as_proctored'),
  isStatusAcknowledged: booleanAttribute('is_status_acknowledged'),
  reviewPolicyId: optionalNumberAttribute('review_policy_id'),
  isResumable: booleanAttribute('is_resumable'),
  readyToResume: booleanAttribute('ready_to_resume'),
  resumed: booleanAttribute('resumed'),
  hasPredecessor: sparseAttribute('has_predecessor'),
  predecessorId: optionalNumberAttribute('predecessor_id'),
  statusBeforeReset: optionalTextAttribute('status_before_reset'),
  cascadePending: sparseAttribute('cascade_pending'),
  isRetired: sparseAttribute('retired'),
  lastChange: mapAttribute('last_change', { encode: toChangeItem, decode: fromChangeItem }),
};

export const ATTEMPT_LEARNER: Attributes<Learner> = {
  id: numberAttribute('user_id'),
  username: textAttribute('username'),
  email: textAttribute('email'),
};

/** Keys of the indexes (resources/tables.yml). All but the first are sparse. */
export const INDEX_KEY = {
  examLearner: 'exam_learner',
  currentInCourse: 'current_in_course',
  inProgressUserId: 'in_progress_user_id',
  scheduleBucket: 'schedule_bucket',
  scheduledAt: 'scheduled_at',
} as const;

/** Only an attempt in progress, or one with an unfinished cascade, has these; a review ends both. */
export const IN_PROGRESS_KEYS = [INDEX_KEY.inProgressUserId, INDEX_KEY.scheduleBucket, INDEX_KEY.scheduledAt] as const;

/** The actor and the reason of a change. */
export function toChangeItem(change: { by: Actor; reason: string | null }): Item {
  return withoutNulls({ role: change.by.role, user_id: change.by.userId, reason: change.reason });
}

export function fromChangeItem(item: Item): { by: Actor; reason: string | null } {
  const role = (text(item.role) ?? 'unknown') as Actor['role'];
  return { by: { role, userId: number(item.user_id) }, reason: text(item.reason) };
}
