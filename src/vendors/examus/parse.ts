import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { MAX_COMMENT_LENGTH, readSeconds } from '../../domain/reviews/descriptiveValues.ts';
import type { ParsedReview, ReviewComment } from '../../domain/reviews/review.ts';
import { truncate } from '../../domain/text.ts';
import { check } from '../../validation/validation.ts';
import { boundedArray, readDelivery, toStoredPayload } from '../delivery.ts';
import { isoTime } from '../isoTime.ts';
import { examusReview } from './schema.ts';

const review = lazy(() =>
  z.extend(examusReview(), { warnings: z.optional(boundedArray(examusReview().shape.warnings)) }),
);
type Warning = NonNullable<z.output<ReturnType<typeof examusReview>>['warnings']>[number];

/**
 * Parses a delivery of Constructor Proctor (Examus), which follows each change of a session's verdict or recording. The
 * video link is the recording's, or the report's until there is one; both are removed from the payload.
 * @throws DomainError `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseExamusReview(body: Uint8Array): ParsedReview {
  const payload = check(review(), readDelivery(body));
  const sessionStart = isoTime(payload.sessionStart);
  return {
    vendor: 'examus',
    locate: { attemptCode: payload.sessionId },
    reviewStatus: payload.conclusion,
    videoLink: payload.archive ?? payload.reportUrl,
    comments: [
      ...overall(payload.comment),
      ...(payload.warnings ?? []).map(warning => toComment(warning, sessionStart, payload.warningTitles)),
    ],
    ...toStoredPayload(body, ['archive', 'reportUrl']),
  };
}

/** The comment on the whole session. */
function overall(comment: string): ReviewComment[] {
  return comment ? [{ start: null, stop: null, duration: null, comment, status: '', source: 'session' }] : [];
}

function toComment(warning: Warning, sessionStart: number | null, titles: unknown): ReviewComment {
  const [start, stop] = [isoTime(warning.start), isoTime(warning.end)];
  return {
    start: secondsFrom(sessionStart, start),
    stop: secondsFrom(sessionStart, stop),
    duration: secondsFrom(start, stop),
    comment: titleOf(warning.type, titles),
    status: warning.type,
    source: warning.cyber ? 'cyberproctor' : 'proctor',
  };
}

/** The English title of a type; without one, the type itself. */
function titleOf(type: string, titles: unknown): string {
  const title = ownMember(ownMember(titles, type), 'en');
  return typeof title === 'string' ? truncate(title, MAX_COMMENT_LENGTH) : type;
}

function ownMember(value: unknown, name: string): unknown {
  const isMember = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isMember ? (value as Record<string, unknown>)[name] : undefined;
}

function secondsFrom(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : readSeconds((to - from) / 1000);
}
