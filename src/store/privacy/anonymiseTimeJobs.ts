import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { asMap, type Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';
import { EXAM_PREFIX } from '../exams/examItem.ts';

const CONCURRENCY = 10;

/** Removes the reasons of jobs at an exam that name the learner: one for everybody is about the exam. */
export async function anonymiseTimeJobs(
  client: DynamoDBDocumentClient,
  table: string,
  examId: number,
  userId: number,
): Promise<void> {
  const jobs = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'exam_id = :exam AND begins_with(entry, :job)',
    ExpressionAttributeValues: { ':exam': examId, ':job': EXAM_PREFIX.timeJob },
    ConsistentRead: true,
  });
  const withReason = jobs.filter(item => names(item, userId) && asMap(item.set_by)?.reason !== undefined);
  await mapInBatches(withReason, CONCURRENCY, ({ exam_id, entry }) =>
    conditionalUpdate(client, {
      TableName: table,
      Key: { exam_id, entry },
      UpdateExpression: 'SET retired = :true REMOVE set_by.#reason',
      ConditionExpression: 'attribute_exists(exam_id)',
      ExpressionAttributeNames: { '#reason': 'reason' },
      ExpressionAttributeValues: { ':true': true },
    }),
  );
}

function names({ user_ids: userIds }: Item, userId: number): boolean {
  return Array.isArray(userIds) && userIds.includes(userId);
}
