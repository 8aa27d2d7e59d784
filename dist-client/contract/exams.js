import * as z from 'zod/mini';
import { EXAMS_API, endpoint } from './endpoint.js';
import { bool, id, identifier, instant, moment, pathIdentifier, shortText, wholeNumber } from './fields.js';
/** An exam as clients of edx-proctoring know it. */
export const exam = z.object({
    id: z.number(),
    course_id: z.string(),
    content_id: z.string(),
    external_id: z.nullable(z.string()),
    exam_name: z.string(),
    time_limit_mins: z.number(),
    is_proctored: z.boolean(),
    is_practice_exam: z.boolean(),
    is_active: z.boolean(),
    due_date: z.nullable(moment),
    hide_after_due: z.boolean(),
    backend: z.nullable(z.string()),
});
/** The body that creates an exam. */
const examBody = z.object({
    course_id: pathIdentifier,
    content_id: pathIdentifier,
    external_id: z.nullable(identifier),
    exam_name: shortText(),
    time_limit_mins: wholeNumber(1, 525_600),
    is_proctored: bool,
    is_practice_exam: bool,
    is_active: bool,
    hide_after_due: bool,
    due_date: z.nullish(instant),
    backend: z.nullish(identifier),
});
export const createExam = endpoint({
    id: 'createExam',
    method: 'POST',
    path: `${EXAMS_API}/exam`,
    who: 'global staff',
    summary: 'Create an exam',
    body: examBody,
    answer: z.object({ exam_id: z.number() }),
    refusals: ['forbidden', 'exam_already_exists'],
});
export const getExam = endpoint({
    id: 'getExam',
    method: 'GET',
    path: `${EXAMS_API}/exam/exam_id/{exam_id}`,
    who: 'any token',
    summary: 'Read an exam by its id',
    params: z.object({ exam_id: id }),
    answer: exam,
    refusals: ['exam_does_not_exist'],
});
