import * as z from 'zod/mini';
import { DomainError, type ErrorCode, type InputError } from '../domain/errors.ts';
import { describeIssue } from './describeIssue.ts';

const NO_MEMBERS: ReadonlySet<string> = new Set();

/**
 * The value of JSON text.
 * @param repairable members whose schema removes lone surrogates, which DynamoDB cannot store
 * @throws DomainError `malformed_json`, also for lone surrogates anywhere else
 */
export function parseJson(json: string, repairable = NO_MEMBERS): unknown {
  try {
    const value: unknown = JSON.parse(json);
    // Only an escape can contain a lone surrogate: raw text was decoded from UTF-8.
    if (/\\u[dD][89a-fA-F]/.test(json)) requireWellFormed(value, repairable);
    return value;
  } catch (error) {
    // The parser's message quotes the text, which may be personal.
    const detail = error instanceof RangeError ? 'The body is nested too deeply.' : 'The body is not valid JSON.';
    throw new DomainError('malformed_json', detail);
  }
}

/** The text without a byte order mark, which a JSON parser may ignore (RFC 8259, 8.1). */
export function stripByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function requireWellFormed(value: unknown, repairable: ReadonlySet<string>): void {
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('lone surrogate');
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    requireWellFormed(name, repairable);
    if (!repairable.has(name)) requireWellFormed(member, repairable);
  }
}

/**
 * The input, parsed by the schema.
 * @throws DomainError `code` with the path of each invalid field, never its value
 */
export function check<Schema extends z.core.$ZodType>(
  schema: Schema,
  input: unknown,
  code: ErrorCode = 'invalid_request',
): z.output<Schema> {
  const result = tryParse(schema, input);
  if (result?.success) return result.data;
  if (!result) throw new DomainError(code, 'An input field has an object in place of a string or list.');
  const inputErrors = result.error.issues.slice(0, MAX_ERRORS).map(issue => inputError(issue));
  const faults = inputErrors.map(({ pointer, detail }) => `${pointer.slice(1) || 'the input'}: ${detail}`);
  throw new DomainError(code, `${faults.join('; ')}.`, { inputErrors });
}

/**
 * zod reads `length` before it checks the type, and throws a TypeError if it is no number (`{"length": {"toString": 1}}`).
 * @returns undefined for such an input
 */
export function tryParse<Schema extends z.core.$ZodType>(schema: Schema, input: unknown) {
  try {
    return z.safeParse(schema, input);
  } catch (error) {
    // Any other TypeError is a fault of a schema.
    if (error instanceof TypeError && /primitive value/.test(error.message)) return undefined;
    throw error;
  }
}

/** Keeps the answer from growing with the request. */
const MAX_ERRORS = 20;

function inputError(issue: z.core.$ZodIssue): InputError {
  const pointer = issue.path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { pointer, detail: describeIssue(issue) };
}
