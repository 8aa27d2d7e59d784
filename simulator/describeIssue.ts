import type * as z from 'zod/mini';
import { describeIn } from '../src/validation/describeIssue.ts';

/** The fault of an input, in a few words. */
export function describeIssue({ issues: [issue] }: z.core.$ZodError): string {
  return `${describeIn(issue)}.`;
}
