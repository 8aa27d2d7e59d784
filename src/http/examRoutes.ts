import * as contract from '../contract/exams.ts';
import { createExam } from '../domain/exams/createExam.ts';
import type { ExamStore } from '../domain/exams/exam.ts';
import { readExam } from '../domain/exams/readExam.ts';
import type { RandomInteger } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';
import { ok } from './answer.ts';
import type { Route } from './routing.ts';
import { serve } from './serve.ts';
import { toExamFields, toWireExam } from './wire/exam.ts';

export function examRoutes(given: { exams: ExamStore; clock: Clock; random: RandomInteger }): Route[] {
  return [
    serve(contract.createExam, async ({ caller, body }) =>
      ok({ exam_id: await createExam(given, caller, toExamFields(body)) }),
    ),
    serve(contract.getExam, async ({ params }) => ok(toWireExam(await readExam(given.exams, params.exam_id)))),
  ];
}
