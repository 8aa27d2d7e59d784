import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { MAX_COMMENT_LENGTH } from '../../domain/reviews/descriptiveValues.ts';
import type { ParsedReview, ReviewComment } from '../../domain/reviews/review.ts';
import { truncate } from '../../domain/text.ts';
import { check } from '../../validation/validation.ts';
import { boundedArray, readDelivery, toStoredPayload } from '../delivery.ts';
import { examityEvent } from './schema.ts';

/** The event that concludes Examity's review; all others are intermediate steps. */
const VERDICT = 'appointment.approved-by-auditor';

/** The types of flags (green, blue, yellow, red), mildest first. The most severe one is the verdict. */
const FLAG_TYPES = ['no violation', 'alert', 'possible violation', 'unknown flag', 'violation'];

const eventHeader = lazy(() => z.pick(examityEvent(), { event_name: true, test_mode: true }));
const verdict = lazy(() => {
  const { data } = examityEvent().shape;
  return z.extend(examityEvent(), { data: z.extend(data, { flags: z.optional(boundedArray(data.shape.flags)) }) });
});

/**
 * Parses an event of Examity. The external id is the appointment's, which is one sitting of one learner; an enrolment can
 * have several.
 * @returns `ignored` for events without a verdict, and for tests
 * @throws DomainError `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseExamityEvent(body: Uint8Array): ParsedReview | 'ignored' {
  const payload = readDelivery(body, 'appointment_id');
  const { event_name, test_mode } = check(eventHeader(), payload);
  if (event_name !== VERDICT || test_mode) return 'ignored';
  const { appointment_id, flags } = check(verdict(), payload).data;
  const comments = (flags ?? []).map(toComment);
  return {
    vendor: 'examity',
    locate: { externalId: appointment_id },
    reviewStatus: mostSevereFlag(comments.map(comment => comment.status)),
    videoLink: null,
    comments,
    ...toStoredPayload(body, []),
  };
}

/** Examity does not document the members of a flag; these are the names that its API uses. */
function toComment(flag: unknown): ReviewComment {
  const type = firstString(flag, ['flag_type', 'flagtype', 'type']).trim().toLowerCase().replace(/\s+/g, ' ');
  return {
    start: null,
    stop: null,
    duration: null,
    comment: truncate(firstString(flag, ['flag_description', 'flagdescription', 'description']), MAX_COMMENT_LENGTH),
    status: FLAG_TYPES.includes(type) ? type : 'unknown flag',
    source: 'flag',
  };
}

function mostSevereFlag(types: readonly string[]): string {
  return FLAG_TYPES.findLast(type => types.includes(type)) ?? 'no violation';
}

function firstString(value: unknown, names: readonly string[]): string {
  const members = new Map(Object.entries(value ?? {}));
  return names.map(name => members.get(name)).find(member => typeof member === 'string') ?? '';
}
