import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { asText, type Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';
import type { ItemCache } from '../dynamodb/ttlCache.ts';
import { examEntry, fromExamItem, LISTED_EXAM } from './examItem.ts';
import { cacheKey, createExamReads } from './examReads.ts';

/**
 * Exams in DynamoDB; the directory makes (course, content) unique.
 * @param cache for exams and policies, in functions that change none
 * @param defaultBackend the backend shown for exams that name none
 */
export function createExamStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams' | 'directory'>,
  cache?: ItemCache,
  defaultBackend: string | null = null,
): ExamStore {
  const toExam = (item: Item) => fromExamItem(item, defaultBackend);
  return {
    ...createExamReads(client, tables.exams, cache, toExam),

    async setExternalId(examId, externalId) {
      const outcome = await conditionalUpdate(client, {
        TableName: tables.exams,
        Key: { exam_id: examId, entry: examEntry.exam },
        UpdateExpression: 'SET external_id = :name',
        ConditionExpression: 'attribute_exists(exam_id) AND attribute_not_exists(external_id)',
        ExpressionAttributeValues: { ':name': externalId },
      });
      cache?.delete(cacheKey(examId, examEntry.exam));
      return outcome.failed ? asText(outcome.item?.external_id) : externalId;
    },

    async findAll(courseId, contentIds) {
      const claims = contentIds.map(contentId => ({ key: directoryKey.content(courseId, contentId) }));
      const { [tables.directory]: entries = [] } = await batchGet(client, { [tables.directory]: claims });
      const keys = entries.map(({ exam_id }) => ({ exam_id, entry: examEntry.exam }));
      const { [tables.exams]: items = [] } = await batchGet(client, { [tables.exams]: keys });
      return items.map(toExam);
    },

    async ofCourse(courseId) {
      const items = await queryAll(client, {
        TableName: tables.exams,
        IndexName: 'by_course',
        KeyConditionExpression: 'listed_in_course = :course AND begins_with(listed_as, :exam)',
        ExpressionAttributeValues: { ':course': courseId, ':exam': LISTED_EXAM },
      });
      return items.map(toExam);
    },
  };
}
