import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ExamAuthoring } from '../../usecases/ports/examAuthoring.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate, transact } from '../dynamodb/transact.ts';
import { examEntry, pausesUpdate } from './examItem.ts';
import { examChange, examCreationWrites, readStored, storeRegistration } from './examRegistration.ts';
import { createExamStore } from './exams.ts';

/** Creates and changes exams in DynamoDB; the directory makes (course, content) unique. */
export function createExamAuthoring(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams' | 'directory'>,
): ExamAuthoring {
  const exams = createExamStore(client, tables);
  return {
    async create(exam) {
      const failed = await transact(client, examCreationWrites(tables, exam));
      if (failed.has('content')) return 'exists';
      return failed.has('exam_id') ? 'id_taken' : 'created';
    },

    read: exams.read,

    async change(examId, changes, expected) {
      if (Object.keys(changes).length === 0) return (await exams.read(examId)) !== undefined;
      return !(await conditionalUpdate(client, examChange(tables, examId, changes, expected))).failed;
    },

    async replacePauses(examId, before, after) {
      const Key = { exam_id: examId, entry: examEntry.exam };
      const update = { TableName: tables.exams, Key, ...pausesUpdate(before, after) };
      return !(await conditionalUpdate(client, update)).failed;
    },

    async readCourse(courseId, contentIds) {
      // Reads the version first, so that a registration in between conflicts.
      const { version, stored } = await readStored(client, tables, courseId, contentIds);
      const listedIds = new Set(contentIds);
      const others = (await exams.ofCourse(courseId)).filter(exam => !listedIds.has(exam.contentId));
      return { courseId, version, stored, others };
    },

    register: (course, registration) => storeRegistration(client, tables, course, registration),
  };
}
