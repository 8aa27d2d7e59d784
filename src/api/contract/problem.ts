import * as z from 'zod/mini';
import { lazy } from './lazy.ts';

/** What a problem's `type` starts with; the code of the refusal follows. */
export const PROBLEM_TYPE = 'urn:proctoring:problem:';

/** How every refusal is answered (RFC 9457, application/problem+json); `detail` is what today's clients read. */
export const problem = lazy(() =>
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    /** What is wrong with the input: a JSON pointer into it and what was expected. */
    errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
  }),
);
