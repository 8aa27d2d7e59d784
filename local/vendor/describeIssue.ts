import type * as z from 'zod/mini';

/** What is wrong with an input, in a few words. */
export function describeIssue({ issues: [issue] }: z.core.$ZodError): string {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const where = [...(issue?.path ?? []), ...unknown].join('.') || 'it';
  return `${where}: ${unknown.length > 0 ? 'is not known' : issue?.message}.`;
}
