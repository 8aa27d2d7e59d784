import type { ProctoringEvent } from '../events/event.ts';
import { matchesType } from '../events/eventTypes.ts';
import type { Webhook } from './webhook.ts';

/** Whether the webhook has asked for events of this type and course; null: of no known course. */
export function isSubscribed(
  { types, courseIds }: Pick<Webhook, 'types' | 'courseIds'>,
  { type, courseId }: { type: string; courseId: string | null },
): boolean {
  const hasCourse = courseIds === null || (courseId !== null && courseIds.includes(courseId));
  return hasCourse && types.some(pattern => matchesType(type, pattern));
}

/** The course that an event names. */
export function courseOf({ data }: ProctoringEvent): string | null {
  return 'exam' in data ? (data.exam?.course_id ?? null) : null;
}
