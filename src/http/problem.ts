import { PROBLEM_TYPE } from '../contract/problem.ts';
import { ERRORS, type ErrorCode, type Refusal } from '../domain/errors.ts';
import type { Answer } from './answer.ts';

/** The refusal as a problem document (RFC 9457); `detail` is what today's clients read. */
export function toProblem(refusal: Pick<Refusal, 'code' | 'message' | 'inputErrors' | 'field'>): Answer {
  const { status, title } = ERRORS[refusal.code];
  return {
    status,
    json: {
      type: `${PROBLEM_TYPE}${refusal.code}`,
      title,
      status,
      detail: refusal.message,
      ...(refusal.field !== undefined && { field: refusal.field }),
      ...(refusal.inputErrors.length > 0 && { errors: refusal.inputErrors }),
    },
    headers: { 'content-type': 'application/problem+json', ...headersOf(refusal.code) },
  };
}

function headersOf(code: ErrorCode): Record<string, string> {
  if (ERRORS[code].status === 401) return { 'www-authenticate': 'Bearer realm="proctoring"' };
  if (ERRORS[code].status === 503) return { 'retry-after': '1' };
  return {};
}
