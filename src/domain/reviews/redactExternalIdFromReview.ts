import type { Caller } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { mayKnowExternalId } from '../attempts/visibleExternalId.ts';
import type { ReviewComment } from './review.ts';

interface VendorTexts {
  comments: ReviewComment[];
  videoLink?: string | null;
}

/** Removes texts of the vendor that contain the external id, for course staff who took the exam themselves. */
export function redactExternalIdFromReview<Texts extends VendorTexts>(
  texts: Texts,
  attempt: Attempt | null,
  caller: Caller,
): Texts {
  if (!attempt?.externalId || mayKnowExternalId(caller, attempt.user.id)) return texts;
  const externalId = attempt.externalId.toLowerCase();
  const containsExternalId = (text: string) => text.toLowerCase().includes(externalId);
  const comments = texts.comments.map(comment =>
    containsExternalId(comment.comment) || containsExternalId(comment.status)
      ? { ...comment, comment: '', status: '' }
      : comment,
  );
  return { ...texts, comments, ...(texts.videoLink && containsExternalId(texts.videoLink) && { videoLink: null }) };
}
