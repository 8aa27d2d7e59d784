import * as z from 'zod/mini';
import { PROBLEM_TYPE, problem } from '../api/contract/problem.ts';

/** The service refused a call, or failed. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** The code of the refusal, such as `attempt_does_not_exist`; `unknown` when the answer is no problem document. */
  readonly code: string;
  /** What happened, for a person. */
  readonly detail: string;
  /** What is wrong with the input: JSON pointers into it and what was expected. */
  readonly errors: readonly { pointer: string; detail: string }[];
  /** Finds the request in the service's log. */
  readonly requestId: string | null;

  constructor(response: Pick<Response, 'status' | 'headers'>, body: unknown) {
    const { data } = z.safeParse(problem(), body);
    const detail = data?.detail ?? 'The answer is no problem document.';
    super(`${response.status}: ${detail}`);
    this.status = response.status;
    this.code = data?.type.startsWith(PROBLEM_TYPE) ? data.type.slice(PROBLEM_TYPE.length) : 'unknown';
    this.detail = detail;
    this.errors = data?.errors ?? [];
    this.requestId = response.headers.get('x-request-id');
  }
}
