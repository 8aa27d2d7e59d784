import { withStatusChange } from '../../../src/domain/attempts/statusChange.ts';
import type { Review, ReviewDelivery } from '../../../src/domain/reviews/review.ts';
import { sortByVerdict } from '../../../src/domain/reviews/reviewOrder.ts';
import type { CourseReviews, ReviewRef } from '../../../src/usecases/ports/courseReviews.ts';
import type { RefusedReviews } from '../../../src/usecases/ports/refusedReviews.ts';
import type { ReviewReader } from '../../../src/usecases/ports/reviewReader.ts';
import type { ReviewedAttempt, ReviewStore, StoredReview } from '../../../src/usecases/ports/reviewStore.ts';
import { stillIs } from './attempts.ts';
import {
  atomically,
  type Database,
  freeze,
  type ReviewRow,
  type ReviewRows,
  setAttempt,
  transact,
  type Write,
} from './database.ts';
import { readCursor, toCursor } from './lists.ts';

const MAX_REFUSED_PER_SENDER = 10;

type RevisedReview = StoredReview & { revision: number };

export function createReviewStore(database: Database): ReviewStore {
  const { reviews, codeClaims } = database;
  return {
    lookUp: attemptCode =>
      atomically(() => {
        const stored = reviews.get(attemptCode);
        return { entry: freeze(codeClaims.get(attemptCode)), current: stored && toRevised(stored) };
      }),

    store: (delivery, reviewed, { receivedAt, current, isEarlier }) =>
      atomically(() => {
        const { attemptCode } = delivery;
        const stored = reviews.get(attemptCode);
        const isUnchanged = stored?.revision === (current as RevisedReview | undefined)?.revision;
        const arriving = toStored(delivery, reviewed, { receivedAt, stored });
        const writes: Write<'review' | 'attempt' | 'erased'>[] = [
          {
            name: 'review',
            holds: isUnchanged,
            apply: () => reviews.set(attemptCode, withReview(stored, arriving, isEarlier)),
          },
          {
            name: 'attempt',
            holds: isStillLocated(database, reviewed),
            apply: () => {
              if (!isEarlier) setVerdict(database, reviewed);
            },
          },
          { name: 'erased', holds: reviewed.isErased || !database.erased.has(reviewed.userId), apply: () => {} },
        ];
        const failed = transact(writes);
        if (failed.has('erased')) return 'erased';
        return failed.size === 0 ? 'stored' : 'outdated';
      }),
  };
}

function toRevised({ current, revision }: ReviewRows): RevisedReview {
  const { attemptId, verdictAt, receivedAt } = current.review;
  return { attemptId, verdictAt, receivedAt, digests: [...current.digests], revision };
}

function toStored(
  delivery: ReviewDelivery,
  reviewed: ReviewedAttempt,
  { receivedAt, stored }: { receivedAt: string; stored: ReviewRows | undefined },
): ReviewRow {
  const { attemptCode, vendor, reviewStatus, videoLink, comments, digest, payload } = freeze(delivery);
  const { attemptId, courseId, examId, userId, verdict, isErased } = reviewed;
  return {
    review: {
      ...{ attemptCode, attemptId, courseId, examId, learnerId: userId },
      ...{ vendor, reviewStatus, verdict, videoLink, comments, digest },
      receivedAt: delivery.arrivedAt ?? receivedAt,
      verdictAt: delivery.verdictAt ?? null,
      isRecordedLate: delivery.arrivedAt !== undefined,
      deliveryNumber: (stored?.latest ?? 0) + 1,
    },
    payload,
    digests: [...(stored?.current.digests ?? []), digest],
    isErased,
    isListed: true,
  };
}

function withReview(stored: ReviewRows | undefined, arriving: ReviewRow, isEarlier: boolean): ReviewRows {
  const latest = arriving.review.deliveryNumber;
  if (!stored) return { revision: 1, current: arriving, latest, earlier: [] };
  const revision = stored.revision + 1;
  const { current, earlier } = stored;
  if (isEarlier) {
    const remembering = { ...current, digests: arriving.digests };
    return { revision, current: remembering, latest, earlier: [...earlier, { ...arriving, isListed: false }] };
  }
  // The review of a previous owner of the code stays in its course's report.
  const isListed = current.isListed && current.review.attemptId !== arriving.review.attemptId;
  return { revision, current: arriving, latest, earlier: [...earlier, { ...current, isListed }] };
}

function isStillLocated(database: Database, reviewed: ReviewedAttempt): boolean {
  const attempt = database.attempts.get(reviewed.attemptId);
  if (reviewed.isArchived) return attempt === undefined;
  const { verifiedExternalId, attempt: located } = reviewed;
  if (!attempt || (verifiedExternalId !== null && attempt.externalId !== verifiedExternalId)) return false;
  return located === null ? !attempt.cascadePending : stillIs(database, located);
}

function setVerdict(database: Database, reviewed: ReviewedAttempt): void {
  const attempt = database.attempts.get(reviewed.attemptId);
  if (!attempt || reviewed.isArchived) return;
  const version = attempt.version + 2;
  setAttempt(database, attempt.attemptId, { ...withStatusChange(attempt, reviewed.change), version });
}

export function createReviewReader({ reviews }: Database): ReviewReader {
  return {
    readVersions: attemptCode =>
      atomically(() => {
        const stored = reviews.get(attemptCode);
        if (!stored) return [];
        const byArrival = [...stored.earlier, stored.current]
          .map(({ review }): Review => ({ ...freeze(review), version: 0 }))
          .sort((a, b) => a.deliveryNumber - b.deliveryNumber);
        return sortByVerdict(byArrival)
          .map((review, index) => ({ ...review, version: index + 1 }))
          .reverse();
      }),

    readPayload: (attemptCode, deliveryNumber) =>
      atomically(() => {
        const { earlier = [], current } = reviews.get(attemptCode) ?? {};
        const all = current ? [...earlier, current] : [];
        const payload = all.find(({ review }) => review.deliveryNumber === deliveryNumber)?.payload;
        return payload === undefined || payload.length === 0 ? undefined : freeze(payload);
      }),
  };
}

export function createRefusedReviews(database: Database): RefusedReviews {
  return {
    store: refusedReview =>
      atomically(() => {
        const { attemptId, backend, isProven } = refusedReview;
        const bytes = Buffer.from(refusedReview.bytes);
        const ofSender = database.refusedReviews.filter(
          review => review.attemptId === attemptId && review.backend === backend && review.isProven === isProven,
        );
        if (ofSender.some(review => bytes.equals(review.bytes))) return 'stored';
        if (ofSender.length >= MAX_REFUSED_PER_SENDER) return 'limit_reached';
        if (database.erased.has(refusedReview.learnerId)) return 'retired';
        database.refusedReviews.push(freeze(refusedReview));
        return 'stored';
      }),
  };
}

export function createCourseReviews(database: Database): CourseReviews {
  const { reviews, attempts, codeClaims, learners } = database;
  const partsOf = ({ current, earlier }: ReviewRows) => [
    { part: 'current', stored: current },
    ...earlier.map(stored => ({ part: `delivery ${stored.review.deliveryNumber}`, stored })),
  ];
  return {
    async find(courseId, { limit, cursor, examId, reviewStatus }) {
      const before = cursor ? readCursor(cursor) : Number.POSITIVE_INFINITY;
      return atomically(() => {
        const remaining = [...reviews.values()]
          .flatMap(partsOf)
          .filter(({ stored: { review, isListed } }) => isListed && review.courseId === courseId)
          .filter(({ stored: { review } }) => examId === undefined || review.examId === examId)
          .filter(({ stored: { review } }) => reviewStatus === undefined || review.reviewStatus === reviewStatus)
          .filter(({ stored: { review } }) => review.attemptId < before)
          .sort((a, b) => b.stored.review.attemptId - a.stored.review.attemptId);
        const refs = remaining.slice(0, limit).map(({ part, stored: { review } }): ReviewRef => {
          const { attemptId, attemptCode } = review;
          return { attemptId, attemptCode, part, cursor: toCursor(attemptId) };
        });
        return { refs, nextCursor: remaining.length > limit ? (refs.at(-1)?.cursor ?? null) : null };
      });
    },

    read: refs =>
      atomically(() =>
        refs.flatMap(ref => {
          const stored = reviews.get(ref.attemptCode);
          const part = stored && partsOf(stored).find(({ part }) => part === ref.part)?.stored;
          if (part?.review.attemptId !== ref.attemptId) return [];
          const { comments, videoLink: _, ...review } = freeze(part.review);
          return [
            {
              ...ref,
              review: { ...review, version: stored?.latest ?? 1 },
              readComments: async () => comments,
              learnerId: review.learnerId,
              live: freeze(attempts.get(ref.attemptId)),
            },
          ];
        }),
      ),

    ofAttempts: listed =>
      atomically(() => {
        const summaries = listed.flatMap(({ attemptId, attemptCode }) => {
          const { review } = reviews.get(attemptCode)?.current ?? {};
          if (review?.attemptId !== attemptId) return [];
          return [[attemptId, { reviewStatus: review.reviewStatus, receivedAt: review.receivedAt }] as const];
        });
        return new Map(summaries);
      }),

    entriesOf: reviews =>
      atomically(() => ({
        codes: new Map(
          reviews.flatMap(({ attemptCode }) => {
            const entry = codeClaims.get(attemptCode);
            return entry ? [[attemptCode, freeze(entry)] as const] : [];
          }),
        ),
        learners: new Map(
          reviews.flatMap(({ learnerId }) => {
            const stored = learners.get(learnerId ?? 0);
            return stored && !stored.isExpected ? [[stored.learner.id, freeze(stored.learner)] as const] : [];
          }),
        ),
      })),
  };
}
