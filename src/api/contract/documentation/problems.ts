import { ERRORS, type ErrorCode } from '../../../domain/errors.ts';
import { PROBLEM_TYPE } from '../problem.ts';

/** Details of errors whose title alone is too general for an example. */
const DETAILS: Readonly<Partial<Record<ErrorCode, string>>> = {
  invalid_request: 'Invalid input.',
  unauthenticated: 'The token is missing.',
  forbidden: 'Only staff of the course may do this.',
  path_not_found: 'No endpoint has this path.',
  exam_does_not_exist: 'There is no exam with the id 5.',
  attempt_does_not_exist: 'There is no attempt with the id 5.',
  attempt_already_exists: 'The learner already has an attempt at exam 2001.',
  attempt_code_in_use: 'The attempt code EXAMPLE-MINA belongs to another attempt.',
  attempt_code_not_located: 'Could not locate attempt code EXAMPLE-NONE.',
  exam_past_due: 'Exam 2001 was due at 2026-11-02T23:00:00.000Z.',
  review_already_exists: 'There is already a review for the attempt code EXAMPLE-AMIR.',
};

const INPUT_ERRORS: Readonly<Partial<Record<ErrorCode, readonly object[]>>> = {
  invalid_request: [{ pointer: '/exam_id', detail: 'must be a whole number from 1 to 9007199254740991' }],
  unprocessable_exams: [{ pointer: '/0/course_id', detail: 'must be the course of the path' }],
};

/** An example problem document for an error code. */
export function problemExample(code: ErrorCode) {
  const { status, title } = ERRORS[code];
  const errors = INPUT_ERRORS[code];
  return {
    type: `${PROBLEM_TYPE}${code}`,
    title,
    status,
    detail: DETAILS[code] ?? `${title}.`,
    ...(errors && { errors }),
  };
}
