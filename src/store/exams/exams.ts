import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import { directoryKey } from '../attempts/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { type Item, text } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { update } from '../dynamodb/transact.ts';
import type { RememberedItems } from '../dynamodb/ttlCache.ts';
import { examEntry, fromExamItem, LISTED_EXAM } from './examItem.ts';
import { createExamReads, memoryKey } from './examReads.ts';

/**
 * Exams in DynamoDB; the directory makes (course, content) unique.
 * @param remembered exams and policies that need not be read again; for a function that changes none
 * @param defaultBackend backend that an exam without one is read with, where exams are shown; it is stored without one
 */
export function createExamStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams' | 'directory'>,
  remembered?: RememberedItems,
  defaultBackend: string | null = null,
): ExamStore {
  const toExam = (item: Item) => fromExamItem(item, defaultBackend);
  return {
    ...createExamReads(client, tables.exams, remembered, toExam),

    async setExternalId(examId, externalId) {
      const named = await update(client, {
        TableName: tables.exams,
        Key: { exam_id: examId, entry: examEntry.exam },
        UpdateExpression: 'SET external_id = :name',
        ConditionExpression: 'attribute_exists(exam_id) AND attribute_not_exists(external_id)',
        ExpressionAttributeValues: { ':name': externalId },
      });
      remembered?.forget(memoryKey(examId, examEntry.exam));
      return named.failed ? text(named.item?.external_id) : externalId;
    },

    async findAll(courseId, contentIds) {
      const entries = contentIds.map(contentId => ({ key: directoryKey.content(courseId, contentId) }));
      const { [tables.directory]: holders = [] } = await batchGet(client, { [tables.directory]: entries });
      const keys = holders.map(({ exam_id }) => ({ exam_id, entry: examEntry.exam }));
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
