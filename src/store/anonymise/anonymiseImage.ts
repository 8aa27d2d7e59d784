import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, map } from '../dynamodb/item.ts';

/** What of an attempt tells who the learner is. */
export const PERSONAL_ATTRIBUTES = ['username', 'email', 'student_name'] as const;

/**
 * All else that the service itself stores of an attempt. What hands have put beside it is not known, and may name
 * anybody: nothing but this is kept of a retired learner's attempt.
 */
export const KEPT_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...['attempt_id', 'version', 'attempt_code', 'external_id', 'backend', 'exam_id', 'course_id', 'user_id', 'status'],
  ...['created', 'modified', 'started_at', 'completed_at', 'allowed_time_seconds', 'base_time_seconds'],
  ...[
    'included_additional_seconds',
    'time_remaining_seconds',
    'is_sample_attempt',
    'taking_as_proctored',
    'is_status_acknowledged',
  ],
  ...['review_policy_id', 'is_resumable', 'ready_to_resume', 'resumed', 'has_predecessor', 'cascade_pending'],
  ...['exam_learner', 'current_in_course', 'in_progress_user_id', 'schedule_bucket', 'scheduled_at'],
  ...['watched_by', 'created_practice', 'created_proctored', 'predecessor_id', 'status_before_reset'],
  ...['last_change', 'retired'],
]);

/** Of who made a change and why, everything but why: that is a text by a person, and may name the learner. */
const KEPT_OF_CHANGE: ReadonlySet<string> = new Set(['role', 'user_id', 'at']);

/** An attempt's item, with nothing in it that tells who the learner is. */
export function anonymiseAttempt(item: Item): Item {
  const change = map(item.last_change);
  return {
    ...only(item, KEPT_ATTRIBUTES),
    ...Object.fromEntries(PERSONAL_ATTRIBUTES.map(name => [name, ''])),
    ...(item.last_change !== undefined && { last_change: change ? anonymiseChange(change) : {} }),
    retired: true,
  };
}

/** The same for an image as DynamoDB and its streams carry it. */
export function anonymiseImage(image: Record<string, AttributeValue>): Record<string, AttributeValue> {
  const { last_change: change } = image;
  return {
    ...only(image, KEPT_ATTRIBUTES),
    ...Object.fromEntries(PERSONAL_ATTRIBUTES.map(name => [name, { S: '' }])),
    ...(change && { last_change: { M: anonymiseChange(change.M ?? {}) } }),
    retired: { BOOL: true },
  };
}

/** Who made a change or removed an attempt, and when, but not why. */
export function anonymiseChange<Value>(change: Readonly<Record<string, Value>>): Record<string, Value> {
  return only(change, KEPT_OF_CHANGE);
}

function only<Value>(item: Readonly<Record<string, Value>>, names: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}
