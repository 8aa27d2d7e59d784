import type { Caller } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import type { ReviewComment } from './review.ts';

interface VendorTexts {
  comments: ReviewComment[];
  videoLink?: string | null;
}

/** Removes texts of the vendor that contain the external id, for course staff who took the exam themselves. */
export function redactExternalId<Texts extends VendorTexts>(
  texts: Texts,
  attempt: Attempt | null,
  caller: Caller,
): Texts {
  const isOwn = attempt?.user.id === caller.userId && !caller.isStaff;
  const externalId = isOwn ? attempt.externalId?.toLowerCase() : undefined;
  if (!externalId) return texts;
  const containsExternalId = (text: string) => text.toLowerCase().includes(externalId);
  const comments = texts.comments.map(comment =>
    containsExternalId(comment.comment) || containsExternalId(comment.status)
      ? { ...comment, comment: '', status: '' }
      : comment,
  );
  return { ...texts, comments, ...(texts.videoLink && containsExternalId(texts.videoLink) && { videoLink: null }) };
}
