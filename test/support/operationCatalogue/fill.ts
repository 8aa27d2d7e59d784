import { randomInt } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { toAttemptItem } from '../../../src/store/attemptItem.ts';
import type { Item } from '../../../src/store/item.ts';
import { toReviewItems } from '../../../src/store/reviewItem.ts';
import { createVideoLinkCipher } from '../../../src/store/videoLinkCipher.ts';
import { aDelivery, anAttempt, NOW } from '../builders.ts';
import type { Course } from './course.ts';

const IN_A_BATCH = 25;
/** With more of them DynamoDB Local takes in nothing more. */
const SIDE_BY_SIDE = 16;
/** So many of a course's attempts are reviewed, and of the rest every tenth: lists of reviews grow as well. */
const ALL_REVIEWED = 100;

/** An attempt of the course that is stored nowhere, of the size that attempts have. */
export function attemptOf({ courseId, examId }: Pick<Course, 'courseId' | 'examId'>): Attempt {
  // As long as those that the service gives, and above them: lists, newest first, begin with what was filled in.
  const [attemptId, id] = [2 ** 52 + randomInt(2 ** 47), randomInt(10 ** 11, 10 ** 12)];
  const username = `mina${id}`;
  return anAttempt({ attemptId, courseId, examId, user: { id, username, email: `${username}@example.com` } });
}

/**
 * Puts attempts and reviews straight into the tables until the course has so many attempts; how long that takes is
 * what DynamoDB Local takes to write.
 */
export async function fillCourse(course: Course, attempts: number): Promise<void> {
  const { filled } = course;
  const fillOn = async () => {
    while (filled.attempts < attempts) {
      const first = filled.attempts;
      filled.attempts += IN_A_BATCH;
      await putAttempts(course, first);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, fillOn));
}

async function putAttempts(course: Course, first: number): Promise<void> {
  const { client, tables } = course.service;
  const some = Array.from({ length: IN_A_BATCH }, () => attemptOf(course));
  const reviewed = some.filter((_, at) => first + at < ALL_REVIEWED || (first + at) % 10 === 0);
  const put = async (table: string, items: readonly Item[]) => {
    const RequestItems = { [table]: items.map(Item => ({ PutRequest: { Item } })) };
    await client.send(new BatchWriteCommand({ RequestItems }));
  };
  await put(tables.attempts, some.map(toAttemptItem));
  if (reviewed.length > 0) await put(tables.reviews, reviewed.map(reviewOf));
}

const cipher = createVideoLinkCipher([Buffer.alloc(32, 'k')]);

function reviewOf({ attemptId, attemptCode, courseId, examId, user }: Attempt): Item {
  const [comment] = aDelivery().comments;
  const comments = Array.from({ length: 10 }, () => comment).filter(one => one !== undefined);
  const about = { attemptId, courseId, examId, userId: user.id, isRetired: false };
  const reviewed = { ...about, verdict: 'verified' as const, isArchived: true as const };
  const more = { reviewed, receivedAt: NOW, version: 1, digests: [], payloadDays: null };
  return toReviewItems(aDelivery({ attemptCode, comments }), more, cipher).review;
}
