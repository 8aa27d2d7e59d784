import * as z from 'zod/mini';
import { lazy } from './lazy.ts';

/** The prefix of a problem's `type`; the error code follows. */
export const PROBLEM_TYPE = 'urn:proctoring:problem:';

/** The format of every error (RFC 9457, application/problem+json); clients of edx-proctoring read `detail`. */
export const problem = lazy(() =>
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    /** Faults of the input: a JSON pointer into it, and the expectation. */
    errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
  }),
);
