import { ERRORS } from '../../domain/errors.ts';
import { errorFields } from '../../platform/errorFields.ts';
import { log } from '../../platform/log.ts';
import { requestId } from '../../platform/requestSignal.ts';
import type { RowFailure } from '../../usecases/ports/rowFailures.ts';

/** Rows may name learners: only ids are logged. */
export function logRowFailure({ error, attemptId, examId }: RowFailure): void {
  log.error('row failed', {
    request_id: requestId(),
    ...(attemptId !== undefined && { attempt_id: attemptId }),
    ...(examId !== undefined && { exam_id: examId }),
    ...errorFields(error),
  });
}

/** The detail of an internal error, with the id by which an operator finds its log entry. */
export function withRequestId(detail: string): string {
  const id = requestId();
  return id === undefined ? detail : `${detail} Request ${id}.`;
}

/** The detail of a row with an HTTP status, if it has one. */
export function rowDetail({ status, detail }: { status: number; detail?: string }): { detail?: string } {
  if (detail === undefined) return {};
  return { detail: status === ERRORS.internal_error.status ? withRequestId(detail) : detail };
}
