import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Allowance } from '../../domain/allowances/allowance.ts';
import { examAsCreated } from '../../domain/attempts/createdAs.ts';
import { type AllowanceRemoval, allowanceEvent } from '../../domain/events/allowanceEvent.ts';
import { attemptEvent } from '../../domain/events/attemptEvent.ts';
import { type EventFacts, eventTime } from '../../domain/events/event.ts';
import type { EventExam } from '../../domain/events/eventData.ts';
import { type ReviewImage, reviewEvent } from '../../domain/events/reviewEvent.ts';
import type { Backends } from '../../domain/exams/backends.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { examType } from '../../domain/exams/examType.ts';
import { fromAllowanceItem } from '../allowances/allowanceItem.ts';
import { fromChangeItem } from '../dynamodb/changeItem.ts';
import { asMap, asNumber, asText, type Item } from '../dynamodb/item.ts';
import { EXAM_PREFIX, examEntry, fromExamItem } from '../exams/examItem.ts';
import { fromHistoryItem } from '../history/historyItem.ts';
import { fromStreamImage } from '../history/streamRecord.ts';
import { fromReviewItem, reviewPart } from '../reviews/reviewItem.ts';

/** Key of an item of the exams table. */
export type EventKey = { exam_id: number; entry: string };

/** A change that may be an event. */
export interface EventChange {
  /** Items of the exams table that the event is derived from as well. */
  keys: readonly EventKey[];
  /** @returns undefined if the change is no event */
  toFacts(items: ReadonlyMap<string, Item>, backends: Backends): EventFacts | undefined;
  courseId: string | null;
}

export function itemKey({ exam_id, entry }: Item): string {
  return JSON.stringify([exam_id, entry]);
}

/** The change of a record of the history, reviews or exams table; undefined if no event derives from it. */
export function readEventChange({ dynamodb }: DynamoDBRecord): EventChange | undefined {
  const { Keys: keys = {}, OldImage, NewImage, ApproximateCreationDateTime: seconds = 0 } = dynamodb ?? {};
  if (Object.keys(keys).length === 0) throw new Error('a record without keys');
  const read = changeReaderOf(keys);
  return read?.(OldImage && toItem(OldImage), NewImage && toItem(NewImage), new Date(seconds * 1000).toISOString());
}

type Image = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>;
type ChangeReader = (before: Item | undefined, after: Item | undefined, streamedAt: string) => EventChange | undefined;

/** Undefined for an item without events: the large parts of a review, for example, are not decoded. */
function changeReaderOf({ change_key, part, entry }: Image): ChangeReader | undefined {
  if (change_key) return attemptChange;
  if (part?.S === reviewPart.current) return reviewChange;
  return entry?.S?.startsWith(EXAM_PREFIX.allowance) ? allowanceChange : undefined;
}

function toItem(image: Image): Item {
  return unmarshall(fromStreamImage(image), { wrapNumbers: Number });
}

/** Whether the item is new, or has now the fields of a release that it was written before. Erasure changes others. */
function isArchived(before: Item | undefined, after: Item): boolean {
  return !before || (before.after === undefined && after.after !== undefined);
}

/** The attempt, and its version before the change. */
const CHANGE_KEY = /^(\d{16})#(\d{16})#\d{40}$/;

const attemptChange: ChangeReader = (before, item, streamedAt) => {
  if (!item || !isArchived(before, item)) return undefined;
  const changeKey = asText(item.change_key) ?? '';
  const [, id, version] = CHANGE_KEY.exec(changeKey) ?? [];
  // Manually created items are no changes of an attempt.
  if (id === undefined || version === undefined) return undefined;
  const { attempt, ...entry } = fromHistoryItem(item);
  const after = asMap(item.after);
  const isPacked = item.packed_attempt !== undefined;
  const keys = isPacked ? [] : [examKey(attempt.examId)];
  return {
    keys,
    courseId: isPacked ? null : attempt.courseId,
    toFacts: (items, backends) =>
      attemptEvent({
        attemptId: Number(id),
        attemptCode: asText(item.attempt_code) ?? '',
        changeKey,
        change: entry.change,
        toStatus: entry.toStatus,
        time: eventTime(entry.changedAt, streamedAt),
        by: entry.changedBy,
        previousStatus: attempt.status,
        versionBefore: Number(version),
        after: after && {
          version: asNumber(after.version) ?? 0,
          startedAt: (asText(after.started_at) ?? attempt.startedAt) || null,
          completedAt: (asText(after.completed_at) ?? attempt.completedAt) || null,
        },
        attempt: isPacked
          ? null
          : {
              // The service does not count attempts.
              attemptNumber: null,
              startedAt: attempt.startedAt,
              completedAt: attempt.completedAt,
              takingAsProctored: attempt.takingAsProctored,
              isSampleAttempt: attempt.isSampleAttempt,
              exam: toEventExam(attempt, items, backends, exam => examAsCreated(attempt, exam)),
              learnerId: attempt.user.id,
            },
      }),
  };
};

const reviewChange: ChangeReader = (before, after, streamedAt) => {
  if (!after) return undefined;
  const review = fromReviewItem(after);
  return {
    keys: [examKey(review.examId)],
    courseId: review.courseId,
    toFacts: (items, backends) =>
      reviewEvent(before && toReviewImage(before), toReviewImage(after), {
        exam: toEventExam(review, items, backends),
        streamedAt,
      }),
  };
};

function toReviewImage(item: Item): ReviewImage {
  const review = fromReviewItem(item);
  return { ...review, version: review.deliveryNumber };
}

const allowanceChange: ChangeReader = (before, after, streamedAt) => {
  const [previous, next] = [before, after].map(item => item && fromAllowanceItem(item));
  const allowance = next ?? previous;
  if (!allowance) throw new Error('a record without an image');
  const removalKey = next ? undefined : formerKey(allowance);
  return {
    keys: [examKey(allowance.examId), ...(removalKey ? [removalKey] : [])],
    courseId: allowance.courseId,
    toFacts: (items, backends) =>
      allowanceEvent(previous, next, {
        exam: toEventExam(allowance, items, backends),
        streamedAt,
        removal: removalKey && toRemoval(items.get(itemKey(removalKey))),
      }),
  };
};

function formerKey({ examId, user, key, version }: Allowance): EventKey {
  return { exam_id: examId, entry: examEntry.formerAllowance(user.id, key, version) };
}

/** Undefined for a manual removal, or a former version that was changed. */
function toRemoval(former: Item | undefined): AllowanceRemoval | undefined {
  if (former?.change !== 'removed') return undefined;
  return { at: asText(former.changed_at) ?? '', by: fromChangeItem(asMap(former.changed_by) ?? {}).by };
}

function examKey(examId: number): EventKey {
  return { exam_id: examId, entry: examEntry.exam };
}

/** @param asShown the exam as it was for the attempt */
function toEventExam(
  { examId, courseId }: { examId: number; courseId: string },
  items: ReadonlyMap<string, Item>,
  backends: Backends,
  asShown = (exam: Exam) => exam,
): EventExam {
  const item = items.get(itemKey(examKey(examId)));
  const exam = item && asShown(fromExamItem(item, backends.defaultName));
  return { id: examId, courseId, contentId: exam?.contentId ?? null, type: exam ? examType(exam, backends) : null };
}
