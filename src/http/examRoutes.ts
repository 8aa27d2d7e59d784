import * as z from 'zod/mini';
import { createExam } from '../domain/exams/createExam.ts';
import type { ExamStore } from '../domain/exams/exam.ts';
import { readExam } from '../domain/exams/readExam.ts';
import type { RandomInteger } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';
import { check } from '../input.ts';
import { ok } from './answer.ts';
import type { Route } from './routing.ts';
import { examBody, toExamFields, toWireExam } from './wire/exam.ts';
import { id } from './wire/fields.ts';

const EXAM = '/api/edx_proctoring/v1/proctored_exam/exam';
const examParams = z.object({ exam_id: id });

export function examRoutes(given: { exams: ExamStore; clock: Clock; random: RandomInteger }): Route[] {
  return [
    {
      method: 'POST',
      path: EXAM,
      endpoint: async ({ caller, body }) =>
        ok({ exam_id: await createExam(given, caller, toExamFields(check(examBody, body()))) }),
    },
    {
      method: 'GET',
      path: `${EXAM}/exam_id/{exam_id}`,
      endpoint: async ({ params }) => {
        const { exam_id } = check(examParams, params);
        return ok(toWireExam(await readExam(given.exams, exam_id)));
      },
    },
  ];
}
