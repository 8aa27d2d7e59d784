import { ADDITIONAL_TIME } from '../allowances/allowance.ts';
import type { Attempt, Learner } from '../attempts/attempt.ts';
import type { ReviewComment, ReviewDelivery } from '../reviews/review.ts';
import { type AttemptSoftware, NO_SOFTWARE } from '../vendors/attemptSoftware.ts';

/** The fields that identify a learner. The id does not: it means nothing outside of the LMS. */
export const PERSONAL_LEARNER_FIELDS = ['username', 'email'] as const satisfies readonly (keyof Learner)[];
export const PERSONAL_ATTEMPT_FIELDS = ['studentName'] as const satisfies readonly (keyof Attempt)[];
/** Texts of the vendor for the learner, which are dropped. */
export const PERSONAL_SOFTWARE_FIELDS = Object.keys(NO_SOFTWARE) as readonly (keyof AttemptSoftware)[];

/** Reasons are free text, and may name the learner. */
export function anonymiseAttempt<AnyAttempt extends Omit<Attempt, 'attemptId'>>(attempt: AnyAttempt): AnyAttempt {
  return {
    ...attempt,
    ...emptied(PERSONAL_ATTEMPT_FIELDS),
    ...NO_SOFTWARE,
    user: { ...attempt.user, ...emptied(PERSONAL_LEARNER_FIELDS) },
    lastChange: { by: attempt.lastChange.by, reason: null },
    isErased: true,
  };
}

/** The delivery without the recording, the payload and the reviewers' remarks: the verdict stays. */
export function anonymiseDelivery(delivery: ReviewDelivery): ReviewDelivery {
  return {
    ...delivery,
    videoLink: null,
    comments: anonymiseComments(delivery.comments),
    payload: new Uint8Array(),
  };
}

/** The comments' times and severities stay. */
export function anonymiseComments(comments: readonly ReviewComment[]): ReviewComment[] {
  return comments.map(comment => ({ ...comment, comment: '' }));
}

/** Additional time is a number of minutes; any other value is free text about the learner. */
export function isPersonalAllowance(key: string): boolean {
  return key !== ADDITIONAL_TIME;
}

function emptied<Field extends string>(fields: readonly Field[]): Record<Field, ''> {
  return Object.fromEntries(fields.map(field => [field, ''])) as Record<Field, ''>;
}
