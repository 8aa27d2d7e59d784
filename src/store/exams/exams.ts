import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { externalIdAt } from '../../domain/exams/externalIds.ts';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import type { Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';
import type { ItemCache } from '../dynamodb/ttlCache.ts';
import { EXTERNAL_ID_PREFIX, examEntry, fromExamItem, LISTED_EXAM } from './examItem.ts';
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

    async setExternalId(examId, backend, externalId) {
      const assign = (isPresent: boolean) =>
        conditionalUpdate(client, {
          TableName: tables.exams,
          Key: { exam_id: examId, entry: examEntry.exam },
          UpdateExpression: isPresent ? 'SET #at = :id, external_id = :id' : 'SET #at = :id',
          ConditionExpression: [
            'attribute_exists(exam_id) AND attribute_not_exists(#at)',
            isPresent && 'attribute_not_exists(external_id) AND (attribute_not_exists(backend) OR backend = :backend)',
          ]
            .filter(Boolean)
            .join(' AND '),
          ExpressionAttributeNames: { '#at': EXTERNAL_ID_PREFIX + backend },
          ExpressionAttributeValues: { ':id': externalId, ...(isPresent && { ':backend': backend }) },
        });
      const stored = (item: Item | undefined) => item && externalIdAt(fromExamItem(item), backend);
      let outcome = await assign(true);
      // The exam has another backend by now: the attempts at this one need its id nevertheless.
      if (outcome.failed && stored(outcome.item) === null) outcome = await assign(false);
      cache?.delete(cacheKey(examId, examEntry.exam));
      return outcome.failed ? (stored(outcome.item) ?? null) : externalId;
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
