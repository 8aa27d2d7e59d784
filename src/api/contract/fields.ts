import * as z from 'zod/mini';
import { ACTIONS, type Action } from '../../domain/attempts/actions.ts';
import { ADDRESSABLE_ID, MAX_ID_LENGTH } from '../../domain/attempts/addressableId.ts';
import { lazy } from './lazy.ts';

/**
 * Field types as clients of edx-proctoring write them, with their limits. Registered metadata replaces zod's own in
 * openapi.json.
 */

const TRUE_OR_FALSE = 'must be true or false';

/** A boolean, or the text "true" or "false". */
export const bool = lazy(() =>
  z
    .union([z.boolean(), z.pipe(z.stringbool({ truthy: ['true'], falsy: ['false'] }), z.boolean())], TRUE_OR_FALSE)
    .register(z.globalRegistry, { enum: [true, false, 'true', 'false'] }),
);

/** An integer, or its digits as a string, trimmed. */
export function wholeNumber(min: number, max: number) {
  const expectation = `must be a whole number from ${min} to ${max}`;
  const digits = z.pipe(z.string().check(z.trim(), z.regex(/^-?\d{1,16}$/, expectation)), z.transform(Number));
  return z
    .pipe(
      z.union([z.number(expectation), digits], expectation),
      z.number().check(z.int(expectation), z.gte(min, expectation), z.lte(max, expectation)),
    )
    .register(z.globalRegistry, {
      anyOf: [
        { type: 'integer', minimum: min, maximum: max },
        { type: 'string', pattern: '^-?\\d{1,16}$' },
      ],
    });
}

/** The id of an exam, an attempt or a user. */
export const id = lazy(() => wholeNumber(1, Number.MAX_SAFE_INTEGER));

/** The version of an attempt. */
export const attemptVersion = lazy(() => wholeNumber(0, Number.MAX_SAFE_INTEGER));

/** The number of a page of a list. */
export const pageNumber = lazy(() => wholeNumber(1, 1_000_000));

/** An identifier that fits into a DynamoDB key: short, and without control characters. */
export const identifier = lazy(() => keyText(z.string()));

/** The path parameter of a course. */
export const courseParams = lazy(() => z.object({ course_id: identifier() }));

/** An identifier, trimmed. */
export const trimmedIdentifier = lazy(() => keyText(z.string().check(z.trim())));

function keyText(text: z.ZodMiniString<string>) {
  return text.check(
    z.minLength(1),
    z.maxLength(255),
    z.regex(/^\P{Cc}*$/u, 'must not contain control characters'),
    z.refine((value: string) => new TextEncoder().encode(value).length <= 900, 'must be at most 900 bytes'),
  );
}

/**
 * An identifier that occurs in paths. It excludes characters that gateways decode, cut at or resolve differently: % ? #, dot
 * segments, and a trailing slash. Ids may contain line separators, which a dot of a pattern does not match.
 */
export const pathIdentifier = lazy(() =>
  identifier().check(
    z.regex(/^[^%?#]*$/, 'must not contain %, ? or #'),
    z.regex(/^(?!(?:[\s\S]*\/)?\.{1,2}(?:\/|$))/, 'must not contain the path segment . or ..'),
    z.regex(/^(?![\s\S]*\/$)/, 'must not end with a slash'),
  ),
);

/** Path segments next to a course id: an id that contained one would be ambiguous (tested on all paths of courses). */
const PATH_WORDS =
  'active_attempt|active_exams_for_user|allowance|allowances|attempt|attempts|bulk_allowance|content_id|exam|exam_id|exam_registration|grouped|proctoring_settings|review_policy|search|settings|special_exams|violation_report';

/** The id of a course in which an exam is created. */
export const courseIdentifier = lazy(() =>
  pathIdentifier().check(
    z.regex(
      new RegExp(`^(?!(?:[\\s\\S]*/)?(?:${PATH_WORDS})(?:/|$))`),
      `must not contain a reserved path segment: ${PATH_WORDS.replaceAll('|', ', ')}`,
    ),
  ),
);

/** A course id without white space: one with it has lost its plus signs, and would name no course. */
export function unspacedIdentifier<Schema extends z.ZodMiniString<string>>(identifierSchema: Schema) {
  return identifierSchema.check(z.regex(/^\S*$/, 'must have no white space; in a query a plus sign is sent as %2B'));
}

/** A vendor's id, which occurs percent-encoded in the paths of the vendor. */
export const vendorIdentifier = lazy(() => identifier().check(z.regex(/^(?!\.{1,2}$)/, 'must not be . or ..')));

/** An id that is a single path segment: see `isAddressableId`. */
export const segmentIdentifier = lazy(() =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(MAX_ID_LENGTH),
      z.regex(
        ADDRESSABLE_ID,
        'must not contain control characters, %, ?, # or /, and must not be ., .. or a reserved path segment: code, course_id, grouped, ready, reviewed',
      ),
    ),
);

/** An action on an attempt. Any string is valid here, as others are an `unknown_action`; the client's type has the actions only. */
export const action = lazy(
  () => shortText(100).register(z.globalRegistry, { enum: [...ACTIONS] }) as unknown as z.ZodMiniType<string, Action>,
);

/** An object without members, in place of an absent one. */
export const emptyObject = lazy(() => z.strictObject({}));

export const examTypeName = lazy(() => z.enum(['timed', 'proctored', 'practice', 'onboarding']));

/** A short text. */
export function shortText(max = 255) {
  return z.string().check(z.maxLength(max));
}

/** The names of a comma-separated list, trimmed; some may be empty. */
export function namesOf(list: string): string[] {
  return list.split(',').map(name => name.trim());
}

/** A search text, trimmed. */
export function trimmedText(max = 255) {
  return z.string().check(z.trim(), z.maxLength(max));
}

/** A learner: a number is an id; a string is a username, an email or an id. */
export const learnerReference = lazy(() =>
  z.union([trimmedText(), z.number()], 'must be a username, an email or an id of up to 255 characters'),
);

/** A date and time with an offset, converted to UTC with milliseconds; "" is null. */
export const instant = lazy(() =>
  z.pipe(
    z.pipe(
      z.union([z.literal(''), z.iso.datetime({ offset: true })], 'must be an ISO 8601 date and time with an offset'),
      z.transform((value: string) => (value === '' ? null : new Date(value).toISOString())),
    ),
    // Years above 9999 have another format, which does not sort.
    z.nullable(z.string().check(z.length(24, 'must be before the year 10000'))),
  ),
);

/** A date and time in answers: UTC with milliseconds. */
export const moment = lazy(() => z.iso.datetime({ precision: 3 }));
