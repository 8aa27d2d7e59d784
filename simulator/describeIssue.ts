import type * as z from 'zod/mini';
import { describeIssueAt } from '../src/validation/describeIssue.ts';

/** The first error of an input, as a sentence. */
export function describeIssue({ issues: [issue] }: z.core.$ZodError): string {
  return `${describeIssueAt(issue)}.`;
}
