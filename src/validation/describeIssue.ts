import type * as z from 'zod/mini';

/** The message of a check that has none of its own: zod's smallest build has no words for what is wrong. */
const NO_MESSAGE = 'Invalid input';

/** How a value that a schema refuses should be, as in "must be a text"; never the value itself. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return 'is not valid';
  if (issue.message !== NO_MESSAGE) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unit(issue.origin)}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${unit(issue.origin)}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(value => JSON.stringify(value)).join(', ')}`;
    case 'invalid_format':
      return `must be ${NOUNS[issue.format] ?? `of the format ${issue.format}`}`;
    case 'unrecognized_keys':
      return 'has members that are not known';
    case 'invalid_union':
      return describeAlternatives(issue.errors);
    default:
      return 'is not valid';
  }
}

/** Within which member something is wrong, and how it should be. */
export function describeIn(issue: z.core.$ZodIssue | undefined, within: readonly string[] = []): string {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const where = [...within, ...(issue?.path ?? []), ...unknown].join('.');
  return `${where && `${where}: `}${unknown.length > 0 ? 'is not known' : describeIssue(issue)}`;
}

/** Each alternative says how it would have it; what is wrong deeper within one is not told of all. */
function describeAlternatives(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const wants = errors.flatMap(([first]) => (first && first.path.length === 0 ? [describeIssue(first)] : []));
  const [last, ...others] = [...new Set(wants)].reverse();
  if (last === undefined) return 'is not valid';
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

const NOUNS: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
  datetime: 'an ISO 8601 date and time with an offset',
  date: 'a date such as 2027-01-31',
  url: 'an address',
  email: 'an email address',
};
