import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Exam, ExamUpdate } from '../../domain/exams/exam.ts';
import type { CourseExams, Registration } from '../../usecases/ports/examAuthoring.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { asNumber } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { MAX_TRANSACTION_WRITES, type NamedWrite, transact } from '../dynamodb/transact.ts';
import { examEntry, examUpdateItem, fromExamItem, toExamItem } from './examItem.ts';

type Tables = Pick<TableNames, 'exams' | 'directory'>;
export type ExamWrite = 'exam_id' | 'content' | 'change' | 'registration';

/** A new exam and its claim on (course, content), which a manual removal of the same exam may have left behind. */
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
          ConditionExpression: 'attribute_not_exists(#key) OR exam_id = :exam',
          ExpressionAttributeNames: { '#key': 'key' },
          ExpressionAttributeValues: { ':exam': exam.examId },
        },
      },
    },
  ];
}

/** Update of the defined fields; null removes an attribute. @param expected values that the exam must have */
export function examChange(
  tables: Pick<Tables, 'exams'>,
  examId: number,
  changes: ExamUpdate,
  expected?: Pick<Exam, 'isProctored' | 'backend'>,
) {
  const expectation = expected && expectedCondition(expected);
  // Names of backends are no placeholders.
  const fields = Object.entries(examUpdateItem(changes)).map(([name, value], index) => ({ name, value, at: index }));
  const set = fields.filter(({ value }) => value !== null);
  const removed = fields.filter(({ value }) => value === null);
  const clause = (word: string, transactions: string[]) =>
    transactions.length > 0 ? `${word} ${transactions.join(', ')}` : '';
  return {
    TableName: tables.exams,
    Key: { exam_id: examId, entry: examEntry.exam },
    UpdateExpression: [
      clause(
        'SET',
        set.map(({ at }) => `#f${at} = :f${at}`),
      ),
      clause(
        'REMOVE',
        removed.map(({ at }) => `#f${at}`),
      ),
    ]
      .filter(part => part !== '')
      .join(' '),
    ConditionExpression: ['attribute_exists(exam_id)', ...(expectation?.conditions ?? [])].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(({ name, at }) => [`#f${at}`, name])),
    ...((set.length > 0 || expectation) && {
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map(({ value, at }) => [`:f${at}`, value])),
        ...expectation?.values,
      },
    }),
  };
}

/** An exam without the flag counts as not proctored. */
function expectedCondition({ isProctored, backend }: Pick<Exam, 'isProctored' | 'backend'>) {
  return {
    conditions: [
      isProctored ? 'is_proctored = :wasProctored' : '(NOT is_proctored = :wasProctored)',
      backend === null ? 'attribute_not_exists(backend)' : 'backend = :hadBackend',
    ],
    values: { ':wasProctored': true, ...(backend !== null && { ':hadBackend': backend }) },
  };
}

/** The stored exams of these contents, and the version of the course's registrations. */
export async function readStored(
  client: DynamoDBDocumentClient,
  tables: Tables,
  courseId: string,
  contentIds: readonly string[],
): Promise<Pick<CourseExams, 'version' | 'stored'>> {
  const registration = directoryKey.registration(courseId);
  const contentOf = new Map(contentIds.map(content => [directoryKey.content(courseId, content), content]));
  const keys = [registration, ...contentOf.keys()].map(key => ({ key }));
  const { [tables.directory]: entries = [] } = await batchGet(client, { [tables.directory]: keys });
  const examIds = new Map(
    entries.flatMap(({ key, exam_id }) => {
      const content = contentOf.get(String(key));
      return content === undefined ? [] : [[content, asNumber(exam_id) ?? 0] as const];
    }),
  );
  const exams = await readExams(client, tables, [...examIds.values()]);
  return {
    version: asNumber(entries.find(({ key }) => key === registration)?.version) ?? 0,
    stored: new Map([...examIds].map(([content, examId]) => [content, { examId, exam: exams.get(examId) }])),
  };
}

async function readExams(client: DynamoDBDocumentClient, tables: Tables, examIds: readonly number[]) {
  const keys = examIds.map(exam_id => ({ exam_id, entry: examEntry.exam }));
  const { [tables.exams]: items = [] } = await batchGet(client, { [tables.exams]: keys });
  return new Map(items.map(item => fromExamItem(item)).map(exam => [exam.examId, exam]));
}

/**
 * Writes a registration in as few transactions as possible, deactivations last.
 * @returns false after a conflict with another registration, or if an exam id or a content id was taken meanwhile
 */
export async function storeRegistration(
  client: DynamoDBDocumentClient,
  tables: Tables,
  course: CourseExams,
  { created, changed }: Registration,
): Promise<boolean> {
  const transactions = groupIntoTransactions([
    ...created.map(exam => examCreationWrites(tables, exam)),
    ...changed.map(({ examId, changes }): NamedWrite<ExamWrite>[] => [
      { name: 'change', write: { Update: examChange(tables, examId, changes) } },
    ]),
  ]);
  for (const [index, writes] of transactions.entries()) {
    const counterWrite = incrementCounter(tables, course.courseId, course.version + index);
    if ((await transact(client, [counterWrite, ...writes])).size > 0) return false;
  }
  return true;
}

/** Groups the writes into as few transactions as possible, with room for the counter; a group stays together. */
function groupIntoTransactions<Write>(groups: readonly Write[][]): Write[][] {
  const transactions: Write[][] = [];
  for (const group of groups) {
    const last = transactions.at(-1);
    if (last && last.length + group.length < MAX_TRANSACTION_WRITES) last.push(...group);
    else transactions.push([...group]);
  }
  return transactions;
}

/** Increments the version of the registrations, so that concurrent ones conflict. */
function incrementCounter(tables: Tables, courseId: string, version: number): NamedWrite<ExamWrite> {
  return {
    name: 'registration',
    write: {
      Put: {
        TableName: tables.directory,
        Item: { key: directoryKey.registration(courseId), version: version + 1 },
        ConditionExpression: version === 0 ? 'attribute_not_exists(#version)' : '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ...(version > 0 && { ExpressionAttributeValues: { ':version': version } }),
      },
    },
  };
}
