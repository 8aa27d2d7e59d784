import { AllowanceChanged } from '../../domain/allowances/allowanceChanged.ts';
import { DomainError, ERRORS, Overloaded } from '../../domain/errors.ts';
import { type Clock, laterBy } from '../../domain/time.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { RowFailurePorts } from '../ports/rowFailures.ts';

const CONCURRENCY = 20;
/** No further row is begun then: the request has 25 s. */
const MAX_SECONDS = 15;

/** The result of one row of a request: an HTTP status, and the reason of a failure. */
export interface RowResult {
  status: number;
  detail?: string;
  /** The present value of the allowance, of a row that was not granted; null without an allowance. */
  value?: string | null;
}

/** The result of a row that was granted or removed. */
export const DONE: RowResult = { status: 200 };

/**
 * Processes the rows of a request until its time is up or the database is overloaded. An error is the result of its row.
 */
export async function processRows<Row extends { examId: number }>(
  { clock, onRowFailure }: { clock: Clock } & RowFailurePorts,
  rows: readonly Row[],
  process: (row: Row) => Promise<RowResult>,
): Promise<{ results: (Row & RowResult)[]; overload: Overloaded | undefined }> {
  const until = laterBy(clock(), MAX_SECONDS);
  let overload: Overloaded | undefined;
  const results = await mapInBatches(rows, CONCURRENCY, async row => {
    if (overload || clock() >= until) return { ...row, ...UNFINISHED };
    try {
      return { ...row, ...(await process(row)) };
    } catch (error) {
      if (error instanceof AllowanceChanged) {
        return { ...row, status: ERRORS[error.code].status, detail: error.message, value: error.value };
      }
      if (error instanceof DomainError) return { ...row, status: ERRORS[error.code].status, detail: error.message };
      if (error instanceof Overloaded) {
        overload = error;
        return { ...row, status: ERRORS.overloaded.status, detail: `${ERRORS.overloaded.title}.` };
      }
      onRowFailure({ examId: row.examId, error });
      return { ...row, ...INTERNAL_ERROR };
    }
  });
  return { results, overload };
}

export const INTERNAL_ERROR = {
  status: ERRORS.internal_error.status,
  detail: `${ERRORS.internal_error.title}. Repeat the request: what is done already is not changed.`,
};

const UNFINISHED: RowResult = {
  status: ERRORS.allowances_unfinished.status,
  detail: 'Not processed yet. Repeat the request.',
};
