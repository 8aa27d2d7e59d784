import type { Caller } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { mayKnowExternalId } from '../attempts/visibleExternalId.ts';
import type { ReviewComment } from './review.ts';

interface VendorTexts {
  comments: ReviewComment[];
  videoLink?: string | null;
}

/**
 * Removes texts of the vendor that contain the external id, for course staff who took the exam themselves.
 * @param reviewed the reviewed attempt, null where it is not at hand: all texts of its learner's review are removed then
 */
export function redactExternalIdFromReview<Texts extends VendorTexts>(
  texts: Texts,
  reviewed: { attempt: Attempt | null; learnerId: number | null },
  caller: Caller,
): Texts {
  const { attempt } = reviewed;
  const learnerId = attempt?.user.id ?? reviewed.learnerId;
  if (learnerId === null || mayKnowExternalId(caller, learnerId)) return texts;
  const externalId = attempt ? attempt.externalId?.toLowerCase() : '';
  if (externalId === undefined) return texts;
  const containsExternalId = (text: string) => text.toLowerCase().includes(externalId);
  const comments = texts.comments.map(comment =>
    containsExternalId(comment.comment) || containsExternalId(comment.status)
      ? { ...comment, comment: '', status: '' }
      : comment,
  );
  return { ...texts, comments, ...(texts.videoLink && containsExternalId(texts.videoLink) && { videoLink: null }) };
}
