import type { Caller } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { mayKnowExternalId } from '../attempts/visibleExternalId.ts';
import type { ReviewComment } from './review.ts';

interface VendorTexts {
  comments: ReviewComment[];
  videoLink?: string | null;
}

interface ReviewSubject {
  /** Null where it is not known: any text may contain its external id then. */
  attempt: Attempt | null;
  /** The learner of the review, where the attempt is not known. */
  learnerId: number | null;
}

/** Removes texts of the vendor that may contain the external id, for course staff who took the exam themselves. */
export function redactExternalIdFromReview<Texts extends VendorTexts>(
  texts: Texts,
  { attempt, learnerId }: ReviewSubject,
  caller: Caller,
): Texts {
  const userId = attempt?.user.id ?? learnerId;
  if (userId === null || mayKnowExternalId(caller, userId) || attempt?.externalId === null) return texts;
  const externalId = attempt?.externalId.toLowerCase();
  const mayContainId = (text: string) => externalId === undefined || text.toLowerCase().includes(externalId);
  const comments = texts.comments.map(comment =>
    mayContainId(comment.comment) || mayContainId(comment.status) ? { ...comment, comment: '', status: '' } : comment,
  );
  return { ...texts, comments, ...(texts.videoLink && mayContainId(texts.videoLink) && { videoLink: null }) };
}
