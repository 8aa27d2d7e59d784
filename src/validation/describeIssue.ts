import type * as z from 'zod/mini';

/** The placeholder of zod/mini, which contains no messages. */
const NO_MESSAGE = 'Invalid input';

const EXPECTED_TYPES: Partial<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
  datetime: 'an ISO 8601 date and time with an offset',
  date: 'a date such as 2027-01-31',
  url: 'a URL',
  email: 'an email address',
};

/** The expectation that a value did not meet, such as "must be a string"; never the value. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return 'is not valid';
  if (issue.message !== NO_MESSAGE) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${EXPECTED_TYPES[issue.expected] ?? issue.expected}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${amountOf(issue.maximum, issue.origin)}`;
    case 'too_small':
      return describeMinimum(issue);
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(value => JSON.stringify(value)).join(', ')}`;
    case 'invalid_format':
      return `must be ${EXPECTED_TYPES[issue.format] ?? `of the format ${issue.format}`}`;
    case 'unrecognized_keys':
      return 'has unknown members';
    case 'invalid_union':
      return describeAlternatives(issue.errors);
    default:
      return 'is not valid';
  }
}

/** The path of a fault, and the expectation. */
export function describeIssueAt(issue: z.core.$ZodIssue | undefined, within: readonly string[] = []): string {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [...within, ...(issue?.path ?? []), ...unknown].join('.');
  return `${path && `${path}: `}${unknown.length > 0 ? 'is unknown' : describeIssue(issue)}`;
}

/** The expectations of all alternatives; faults in nested members are omitted. */
function describeAlternatives(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const expectations = errors.flatMap(([first]) => (first && first.path.length === 0 ? [describeIssue(first)] : []));
  const [last, ...earlier] = [...new Set(expectations)].reverse();
  if (last === undefined) return 'is not valid';
  return earlier.length === 0 ? last : `${earlier.reverse().join(', ')} or ${last}`;
}

function describeMinimum({ minimum, origin, inclusive }: z.core.$ZodIssueTooSmall): string {
  if (minimum === 1 && (origin === 'string' || origin === 'array')) return 'must not be empty';
  return `must be ${inclusive === false ? 'more than' : 'at least'} ${amountOf(minimum, origin)}`;
}

function amountOf(limit: number | bigint, origin: string): string {
  if (origin === 'string') return `${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return String(limit);
}
