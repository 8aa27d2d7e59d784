import * as z from 'zod/mini';
import { attemptProblem } from '../api/attempts/contract.ts';
import { PROBLEM_TYPE, problem } from '../api/contract/problem.ts';

/** An attempt as the service returns it. */
type Attempt = NonNullable<z.output<ReturnType<typeof attemptProblem>>['attempt']>;

/** A response with an error status. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** The error code, such as `attempt_does_not_exist`; `unknown` without a problem document. */
  readonly code: string;
  /** Human-readable explanation. */
  readonly detail: string;
  /** Faults of the input: JSON pointers into it, and the expectations. */
  readonly errors: readonly { pointer: string; detail: string }[];
  /** The attempt as it is now, of `attempt_changed`. */
  readonly attempt: Attempt | null;
  /** Identifies the request in the service's log. */
  readonly requestId: string | null;

  constructor(response: Pick<Response, 'status' | 'headers'>, body: unknown) {
    const { data } = z.safeParse(problem(), body);
    const detail = data?.detail ?? 'The response is not a problem document.';
    super(`${response.status}: ${detail}`);
    this.status = response.status;
    this.code = data?.type.startsWith(PROBLEM_TYPE) ? data.type.slice(PROBLEM_TYPE.length) : 'unknown';
    this.detail = detail;
    this.errors = data?.errors ?? [];
    this.attempt = z.safeParse(attemptProblem(), body).data?.attempt ?? null;
    this.requestId = response.headers.get('x-request-id');
  }
}
