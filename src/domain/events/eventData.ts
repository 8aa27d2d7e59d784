import type { Actor } from '../actors.ts';
import type { ExamType } from '../exams/examType.ts';
import { truncate } from '../text.ts';
import type { Instant } from '../time.ts';
import type { DisabledBecause, WebhookStatus } from '../webhooks/webhook.ts';

/** The data of events as they are sent: ids only, which mean nothing outside of the LMS. */
export type EventData = AttemptEventData | ReviewEventData | AllowanceEventData | WebhookEventData;

export interface AttemptEventData extends Subject, Author {
  attempt: {
    id: number;
    attempt_code: string;
    attempt_number: number | null;
    version: number;
    status: string | null;
    previous_status: string | null;
    started_at: Instant | null;
    completed_at: Instant | null;
    taking_as_proctored: boolean | null;
    is_sample_attempt: boolean | null;
  };
}

export interface ReviewEventData extends Subject {
  review: { version: number; status: string; verdict: string | null; vendor: string };
  attempt: { id: number; attempt_code: string };
}

export interface AllowanceEventData extends Subject, Author {
  allowance: { id: number; key: string; version: number };
}

export interface WebhookEventData {
  webhook: { id: string; status: WebhookStatus; disabled_because: DisabledBecause | null };
}

interface Subject {
  exam: { id: number; course_id: string; content_id: string | null; type: ExamType | null } | null;
  learner: { id: number } | null;
}

interface Author {
  changed_by: { role: Actor['role']; user_id: number | null };
  /** Reasons are free text, which may name a person. */
  reason: null;
}

/** The exam of an event; null members if it no longer exists. */
export interface EventExam {
  id: number;
  courseId: string;
  contentId: string | null;
  type: ExamType | null;
}

/** The service stores no longer ids; manually written ones may be longer than an event. */
export function toEventText(text: string): string {
  return truncate(text, 255);
}

export function toExamData({ id, courseId, contentId, type }: EventExam): Subject['exam'] {
  const content_id = contentId === null ? null : toEventText(contentId);
  return { id, course_id: toEventText(courseId), content_id, type };
}

export function toAuthorData(by: Actor): Author {
  return { changed_by: { role: by.role, user_id: by.userId }, reason: null };
}
