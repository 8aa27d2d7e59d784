import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord, AttributeValue as StreamValue } from 'aws-lambda';
import { type ExamImage, isNotifiableExamChange } from '../../domain/vendors/notifiableExamChange.ts';
import { type NotifiableImage, toNotification, type VendorNotification } from '../../domain/vendors/toNotification.ts';
import type { StreamTask } from '../../platform/processInKeyOrder.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import { examEntry } from '../exams/examItem.ts';

/**
 * Parses a record of the stream of the attempts table or the exams table.
 * @throws Error for a record without a sequence number
 */
export function readNotification({ dynamodb }: DynamoDBRecord): StreamTask<VendorNotification> {
  if (!dynamodb?.SequenceNumber) throw new Error('a record without a sequence number');
  const [keys, before, after] = [dynamodb.Keys, dynamodb.OldImage, dynamodb.NewImage].map(unmarshallImage);
  const examId = asNumber(keys?.exam_id);
  const entry =
    examId === null ? attemptNotification(before, after) : examNotification(examId, keys?.entry, before, after);
  return {
    sequenceNumber: dynamodb.SequenceNumber,
    groupKey: examId === null ? `attempt ${keys?.attempt_id}` : `exam ${examId}`,
    ...(entry ? { kind: 'write', entry } : { kind: 'skip' }),
  };
}

function unmarshallImage(image: Record<string, StreamValue> | undefined): Item | undefined {
  // Undecoded bytes, which only a manual edit can add, are not read.
  return image && unmarshall(image as Parameters<typeof unmarshall>[0], { wrapNumbers: Number });
}

function attemptNotification(before: Item | undefined, after: Item | undefined): VendorNotification | undefined {
  const notice = toNotification(before && toNotifiableImage(before), after && toNotifiableImage(after));
  return notice && { about: 'attempt', ...notice };
}

function toNotifiableImage(item: Item): NotifiableImage {
  return {
    status: asText(item.status),
    backend: asText(item.backend),
    externalId: asText(item.external_id),
    examId: asNumber(item.exam_id) ?? 0,
  };
}

/** Vendors are notified of two items of an exam: the exam itself and its review policy. */
function examNotification(
  examId: number,
  entry: unknown,
  before: Item | undefined,
  after: Item | undefined,
): VendorNotification | undefined {
  const isNotifiable =
    entry === examEntry.exam
      ? isNotifiableExamChange(before && toExamImage(before), after && toExamImage(after))
      : entry === examEntry.policy && asText(before?.review_policy) !== asText(after?.review_policy);
  return isNotifiable ? { about: 'exam', examId } : undefined;
}

function toExamImage(item: Item): ExamImage {
  return {
    examName: asText(item.exam_name),
    courseId: asText(item.course_id),
    isProctored: item.is_proctored === true,
    isPracticeExam: item.is_practice_exam === true,
    isActive: item.is_active === true,
    backend: asText(item.backend),
  };
}
