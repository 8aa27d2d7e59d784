import { type DomainError, ERRORS, type ErrorCode } from '../../domain/errors.ts';
import { PROBLEM_TYPE } from '../contract/problem.ts';
import type { Answer } from './answer.ts';

/**
 * The error as a problem document (RFC 9457); clients of edx-proctoring read its `detail`.
 * @param field of a form, for an error that names none
 */
export function toProblem(
  error: Pick<DomainError, 'code' | 'message' | 'inputErrors' | 'field'> &
    Partial<Pick<DomainError, 'retryAfterSeconds' | 'members'>>,
  field = error.field,
): Answer {
  const { status, title } = ERRORS[error.code];
  return {
    status,
    json: {
      ...error.members,
      type: `${PROBLEM_TYPE}${error.code}`,
      title,
      status,
      detail: error.message,
      ...(field !== undefined && { field }),
      ...(error.inputErrors.length > 0 && { errors: error.inputErrors }),
    },
    headers: { 'content-type': 'application/problem+json', ...headersOf(error) },
  };
}

function headersOf({ code, retryAfterSeconds }: { code: ErrorCode; retryAfterSeconds?: number | undefined }) {
  const { status } = ERRORS[code];
  const headers: Record<string, string> = {};
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="proctoring"';
  if (status === 406) headers.vary = 'Accept, Accept-Encoding';
  if (status === 503 || status === 429) headers['retry-after'] = String(retryAfterSeconds ?? 1);
  return headers;
}
