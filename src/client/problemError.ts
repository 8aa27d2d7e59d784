import type * as z from 'zod/mini';
import type { allowanceProblem } from '../api/allowances/contract.ts';
import type { attemptProblem } from '../api/attempts/contract.ts';
import { PROBLEM_TYPE } from '../api/contract/problem.ts';

type Problem = z.output<ReturnType<typeof attemptProblem>> & z.output<ReturnType<typeof allowanceProblem>>;
/** An attempt as the service returns it. */
type Attempt = NonNullable<Problem['attempt']>;

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
  /** The present value of the allowance, null without one, of `allowance_changed`; undefined for other problems. */
  readonly value: string | null | undefined;
  /** Identifies the request in the service's log. */
  readonly requestId: string | null;

  constructor(response: Pick<Response, 'status' | 'headers'>, body: unknown) {
    const data = toProblem(body);
    const detail = data?.detail ?? 'The response is not a problem document.';
    super(`${response.status}: ${detail}`);
    this.status = response.status;
    this.code = data?.type.startsWith(PROBLEM_TYPE) ? data.type.slice(PROBLEM_TYPE.length) : 'unknown';
    this.detail = detail;
    this.errors = data?.errors ?? [];
    this.attempt = data?.attempt ?? null;
    this.value = data?.value;
    this.requestId = response.headers.get('x-request-id');
  }
}

/**
 * The body as a problem document; undefined for another body, such as a gateway's. No schema checks it, because the schemas would be
 * most of the code of a page that uses the client.
 */
function toProblem(body: unknown): Problem | undefined {
  const isProblem = hasTexts(body, 'type', 'title', 'detail') && typeof body.status === 'number';
  if (!isProblem) return undefined;
  const { attempt, errors, value } = body;
  const hasErrors = Array.isArray(errors) && errors.every(error => hasTexts(error, 'pointer', 'detail'));
  const isValue = typeof value === 'string' || value === null;
  const hasAttempt = hasTexts(attempt, 'attempt_code', 'status');
  return {
    ...body,
    errors: hasErrors ? errors : undefined,
    attempt: hasAttempt ? attempt : undefined,
    value: isValue ? value : undefined,
  } as Problem;
}

function hasTexts(value: unknown, ...names: string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return names.every(name => typeof (value as Record<string, unknown>)[name] === 'string');
}
