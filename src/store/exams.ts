import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ClockTerms, ExamStore } from '../domain/exams/exam.ts';
import { batchGet } from './batchGet.ts';
import { directoryKey } from './directoryItem.ts';
import { examEntry, fromExamItem, LISTED_EXAM } from './examItem.ts';
import { examChange, examCreationWrites, readListed, storeRegistration } from './examRegistration.ts';
import { type Item, number, text } from './item.ts';
import { keptInMemory } from './keptInMemory.ts';
import { queryAll } from './queryAll.ts';
import type { TableNames } from './tables.ts';
import { transact, update } from './transaction.ts';

/**
 * How old an exam may be that is shown beside an attempt. A whole course polls its attempts at one exam, and one item takes
 * 3,000 read units a second: so it is asked once in this time by each running function, not by each learner.
 */
const SHOWN_FOR_MS = 10_000;

/** Exams in DynamoDB; the directory makes (course, content) unique. */
export function createExamStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams' | 'directory'>,
): ExamStore {
  const readItem = async (examId: number, isConsistent: boolean) => {
    const { Item } = await client.send(
      new GetCommand({
        TableName: tables.exams,
        Key: { exam_id: examId, entry: examEntry.exam },
        ConsistentRead: isConsistent,
      }),
    );
    return Item && fromExamItem(Item);
  };
  const read = (examId: number) => readItem(examId, true);
  // One that was made a moment ago must not seem to be gone.
  const readToShow = keptInMemory(async (id: number) => (await readItem(id, false)) ?? read(id), SHOWN_FOR_MS);
  const readEntries = async (examId: number, entries: readonly string[]) => {
    const keys = entries.map(entry => ({ exam_id: examId, entry }));
    const { [tables.exams]: items = [] } = await batchGet(client, { [tables.exams]: keys });
    return new Map(items.map(item => [text(item.entry) ?? '', item]));
  };
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
    read,
    readToShow,
    ofCourse,

    async readTerms(examId, userId) {
      const time = additionalTime(userId);
      const exception = examEntry.allowance(userId, 'review_policy_exception');
      const entries = await readEntries(examId, [examEntry.exam, examEntry.policy, time, exception]);
      const terms = toClockTerms(entries, userId);
      return (
        terms && {
          ...terms,
          reviewPolicyId: number(entries.get(examEntry.policy)?.policy_id),
          reviewPolicy: text(entries.get(examEntry.policy)?.review_policy),
          reviewPolicyException: text(entries.get(exception)?.value),
          allowanceVersion: number(entries.get(time)?.version),
        }
      );
    },

    async readClockTerms(examId, userId) {
      return toClockTerms(await readEntries(examId, [examEntry.exam, additionalTime(userId)]), userId);
    },

    async create(exam) {
      const failed = await transact(client, examCreationWrites(tables, exam));
      if (failed.has('content')) return 'exists';
      return failed.has('exam_id') ? 'id_taken' : 'created';
    },

    async change(examId, changes) {
      if (Object.keys(changes).length === 0) return (await read(examId)) !== undefined;
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

function additionalTime(userId: number): string {
  return examEntry.allowance(userId, 'additional_time_granted');
}

function toClockTerms(entries: ReadonlyMap<string, Item>, userId: number): ClockTerms | undefined {
  const exam = entries.get(examEntry.exam);
  return (
    exam && {
      exam: fromExamItem(exam),
      additionalSeconds: 60 * Number(entries.get(additionalTime(userId))?.value ?? 0),
    }
  );
}
