import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Exam, ExamFields, Registration } from '../domain/exams/exam.ts';
import { directoryKey } from './directoryItem.ts';
import { examEntry, examFieldItem, toExamItem } from './examItem.ts';
import type { TableNames } from './tables.ts';
import { type NamedWrite, transact } from './transaction.ts';

type Tables = Pick<TableNames, 'exams' | 'directory'>;
export type ExamWrite = 'exam_id' | 'content' | 'change';

/** DynamoDB takes so many writes in one transaction. */
const MOST_WRITES = 100;

/** A new exam, and its entry that makes (course, content) unique. */
export function examCreationWrites(tables: Tables, exam: Exam): NamedWrite<ExamWrite>[] {
  return [
    {
      name: 'exam_id',
      write: {
        Put: {
          TableName: tables.exams,
          Item: toExamItem(exam),
          ConditionExpression: 'attribute_not_exists(exam_id)',
        },
      },
    },
    {
      name: 'content',
      write: {
        Put: {
          TableName: tables.directory,
          Item: { key: directoryKey.content(exam.courseId, exam.contentId), exam_id: exam.examId },
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': 'key' },
        },
      },
    },
  ];
}

/** An update that names only what is given; a field that becomes null goes. */
export function examChange(tables: Pick<Tables, 'exams'>, examId: number, changes: Partial<ExamFields>) {
  const fields = Object.entries(examFieldItem(changes));
  const set = fields.filter(([, value]) => value !== null);
  const removed = fields.filter(([, value]) => value === null);
  const clause = (word: string, parts: string[]) => (parts.length > 0 ? `${word} ${parts.join(', ')}` : '');
  return {
    TableName: tables.exams,
    Key: { exam_id: examId, entry: examEntry.exam },
    UpdateExpression: [
      clause(
        'SET',
        set.map(([name]) => `#${name} = :${name}`),
      ),
      clause(
        'REMOVE',
        removed.map(([name]) => `#${name}`),
      ),
    ]
      .filter(part => part !== '')
      .join(' '),
    ConditionExpression: 'attribute_exists(exam_id)',
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
    }),
  };
}

/**
 * All in one transaction where it fits, else in as few as possible: the new and the changed exams first.
 * @returns false when an exam id or a content id was taken meanwhile
 */
export async function storeRegistration(
  client: DynamoDBDocumentClient,
  tables: Tables,
  { created, changed, left }: Registration,
): Promise<boolean> {
  const change = (examId: number, changes: Partial<ExamFields>): NamedWrite<ExamWrite>[] => [
    { name: 'change', write: { Update: examChange(tables, examId, changes) } },
  ];
  const groups = [
    ...created.map(exam => examCreationWrites(tables, exam)),
    ...changed.map(({ examId, ...fields }) => change(examId, fields)),
    ...left.map(({ examId }) => change(examId, { isActive: false, isProctored: false })),
  ];
  let next: NamedWrite<ExamWrite>[] = [];
  for (const group of groups) {
    if (next.length + group.length > MOST_WRITES) {
      if ((await transact(client, next)).size > 0) return false;
      next = [];
    }
    next.push(...group);
  }
  return next.length === 0 || (await transact(client, next)).size === 0;
}
