import { randomInt } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { toAttemptItem } from '../../../src/store/attempts/attemptItem.ts';
import type { Item } from '../../../src/store/dynamodb/item.ts';
import { createReviewCipher } from '../../../src/store/reviews/reviewCipher.ts';
import { toReviewItems } from '../../../src/store/reviews/reviewItem.ts';
import { aDelivery, anAttempt, NOW } from '../builders.ts';
import type { Course } from './course.ts';

const BATCH_SIZE = 25;
/** More concurrent writes do not make DynamoDB Local faster. */
const CONCURRENCY = 16;
/** Number of the first attempts that all have a review; of the rest every tenth has one, so that lists of reviews grow as well. */
const ALL_REVIEWED = 100;

/** A course, and the tables that it is in. */
type FilledCourse = Pick<Course, 'courseId' | 'examId' | 'filled'> & {
  service: Pick<Course['service'], 'client' | 'tables'>;
};

/** An attempt of the course, not stored, of the usual size. */
export function attemptOf({ courseId, examId }: Pick<Course, 'courseId' | 'examId'>): Attempt {
  // As long as ids of the service and above them: lists, newest first, begin with these attempts.
  const [attemptId, id] = [2 ** 52 + randomInt(2 ** 47), randomInt(10 ** 11, 10 ** 12)];
  const username = `mina${id}`;
  return anAttempt({ attemptId, courseId, examId, user: { id, username, email: `${username}@example.com` } });
}

/**
 * Writes attempts and reviews directly to the tables until the course has the number of attempts.
 */
export async function fillCourse(course: FilledCourse, attempts: number): Promise<void> {
  const { filled } = course;
  const fillOn = async () => {
    while (filled.attempts < attempts) {
      const first = filled.attempts;
      filled.attempts += BATCH_SIZE;
      await putAttempts(course, first);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, fillOn));
}

async function putAttempts(course: FilledCourse, first: number): Promise<void> {
  const { client, tables } = course.service;
  const created = Array.from({ length: BATCH_SIZE }, () => attemptOf(course));
  const reviewed = created.filter((_, index) => first + index < ALL_REVIEWED || (first + index) % 10 === 0);
  const put = async (table: string, items: readonly Item[]) => {
    const RequestItems = { [table]: items.map(Item => ({ PutRequest: { Item } })) };
    await client.send(new BatchWriteCommand({ RequestItems }));
  };
  await put(tables.attempts, created.map(toAttemptItem));
  if (reviewed.length > 0) await put(tables.reviews, reviewed.map(reviewOf));
}

const cipher = createReviewCipher([Buffer.alloc(32, 'k')]);

function reviewOf({ attemptId, attemptCode, courseId, examId, user }: Attempt): Item {
  const [comment] = aDelivery().comments;
  const comments = Array.from({ length: 10 }, () => comment).filter(item => item !== undefined);
  const about = { attemptId, courseId, examId, userId: user.id, isErased: false };
  const reviewed = { ...about, verdict: 'verified' as const, isArchived: true as const };
  const options = { reviewed, receivedAt: NOW, version: 1, digests: [], payloadDays: null };
  return toReviewItems(aDelivery({ attemptCode, comments }), options, cipher).review;
}
