import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ExamStore } from '../domain/exams/exam.ts';
import { batchGet } from './batchGet.ts';
import { directoryKey } from './directoryItem.ts';
import { examEntry, fromExamItem, LISTED_EXAM } from './examItem.ts';
import { createExamReads, memoryKey } from './examReads.ts';
import { examChange, examCreationWrites, readListed, storeRegistration } from './examRegistration.ts';
import { text } from './item.ts';
import { queryAll } from './queryAll.ts';
import type { RememberedItems } from './rememberedItems.ts';
import type { TableNames } from './tables.ts';
import { transact, update } from './transaction.ts';

/**
 * Exams in DynamoDB; the directory makes (course, content) unique.
 * @param remembered exams and policies that need not be read again; for a function that changes none
 */
export function createExamStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams' | 'directory'>,
  remembered?: RememberedItems,
): ExamStore {
  const reads = createExamReads(client, tables.exams, remembered);
  const ofCourse = async (courseId: string) => {
    const items = await queryAll(client, {
      TableName: tables.exams,
      IndexName: 'by_course',
      KeyConditionExpression: 'listed_in_course = :course AND begins_with(listed_as, :exam)',
      ExpressionAttributeValues: { ':course': courseId, ':exam': LISTED_EXAM },
    });
    return items.map(fromExamItem);
  };
  return {
    ...reads,
    ofCourse,

    async create(exam) {
      const failed = await transact(client, examCreationWrites(tables, exam));
      if (failed.has('content')) return 'exists';
      return failed.has('exam_id') ? 'id_taken' : 'created';
    },

    async change(examId, changes) {
      if (Object.keys(changes).length === 0) return (await reads.read(examId)) !== undefined;
      return !(await update(client, examChange(tables, examId, changes))).failed;
    },

    async nameAtVendor(examId, externalId) {
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
      return items.map(fromExamItem);
    },

    async readCourse(courseId, contentIds) {
      // The count first: a registration that comes in between makes it outdated, whatever else was read.
      const { version, listed } = await readListed(client, tables, courseId, contentIds);
      const isListed = new Set(contentIds);
      const others = (await ofCourse(courseId)).filter(exam => !isListed.has(exam.contentId));
      return { courseId, version, listed, others };
    },

    register: (course, registration) => storeRegistration(client, tables, course, registration),
  };
}
