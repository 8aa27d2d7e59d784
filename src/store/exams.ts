import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Exam, ExamStore } from '../domain/exams/exam.ts';
import { directoryKey } from './directoryItem.ts';
import { type Item, number, text, withoutNulls } from './item.ts';
import type { TableNames } from './tables.ts';
import { transact } from './transaction.ts';

/** The sort key of the exam itself; policies and allowances stand beside it. */
const EXAM = 'exam';

/** Exams in DynamoDB; the directory makes (course, content) unique. */
export function createExamStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams' | 'directory'>,
): ExamStore {
  return {
    async read(examId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tables.exams, Key: { exam_id: examId, entry: EXAM }, ConsistentRead: true }),
      );
      return Item && fromExamItem(Item);
    },

    async create(exam) {
      const failed = await transact(client, [
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
      ]);
      if (failed.has('content')) return 'exists';
      return failed.has('exam_id') ? 'id_taken' : 'created';
    },
  };
}

function toExamItem(exam: Exam): Item {
  return withoutNulls({
    exam_id: exam.examId,
    entry: EXAM,
    course_id: exam.courseId,
    content_id: exam.contentId,
    external_id: exam.externalId,
    exam_name: exam.examName,
    time_limit_mins: exam.timeLimitMins,
    is_proctored: exam.isProctored,
    is_practice_exam: exam.isPracticeExam,
    is_active: exam.isActive,
    due_date: exam.dueDate,
    hide_after_due: exam.hideAfterDue,
    backend: exam.backend,
  });
}

function fromExamItem(item: Item): Exam {
  return {
    examId: number(item.exam_id) ?? 0,
    courseId: text(item.course_id) ?? '',
    contentId: text(item.content_id) ?? '',
    externalId: text(item.external_id),
    examName: text(item.exam_name) ?? '',
    timeLimitMins: number(item.time_limit_mins) ?? 0,
    isProctored: item.is_proctored === true,
    isPracticeExam: item.is_practice_exam === true,
    isActive: item.is_active === true,
    dueDate: text(item.due_date),
    hideAfterDue: item.hide_after_due === true,
    backend: text(item.backend),
  };
}
