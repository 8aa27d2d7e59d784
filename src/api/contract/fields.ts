import * as z from 'zod/mini';
import { ADDRESSABLE_ID, MAX_ID_LENGTH } from '../../domain/attempts/addressableId.ts';
import { lazy } from './lazy.ts';

/**
 * How edx-proctoring's clients write the types of a field, and what they may hold at the most. What is registered
 * stands in openapi.json in place of what zod says by itself.
 */

const TRUE_OR_FALSE = 'must be true or false';

/** A boolean, or the text "true" or "false". */
export const bool = lazy(() =>
  z
    .union([z.boolean(), z.pipe(z.stringbool({ truthy: ['true'], falsy: ['false'] }), z.boolean())], TRUE_OR_FALSE)
    .register(z.globalRegistry, { enum: [true, false, 'true', 'false'] }),
);

/** A whole number, or its digits as text, with blanks around them or not. */
export function wholeNumber(least: number, most: number) {
  const why = `must be a whole number from ${least} to ${most}`;
  const digits = z.pipe(z.string().check(z.trim(), z.regex(/^-?\d{1,16}$/, why)), z.transform(Number));
  return z
    .pipe(z.union([z.number(why), digits], why), z.number().check(z.int(why), z.gte(least, why), z.lte(most, why)))
    .register(z.globalRegistry, {
      anyOf: [
        { type: 'integer', minimum: least, maximum: most },
        { type: 'string', pattern: '^-?\\d{1,16}$' },
      ],
    });
}

/** The id of an exam, an attempt or a user. */
export const id = lazy(() => wholeNumber(1, Number.MAX_SAFE_INTEGER));

/** A name that DynamoDB can use in a key: short, and without control characters. */
export const identifier = lazy(() => keyText(z.string()));

/** The same for a name that people are found by: spaces around it are not part of it. */
export const trimmedIdentifier = lazy(() => keyText(z.string().check(z.trim())));

function keyText(text: z.ZodMiniString<string>) {
  return text.check(
    z.minLength(1),
    z.maxLength(255),
    z.regex(/^\P{Cc}*$/u, 'must have no control characters'),
    z.refine((value: string) => new TextEncoder().encode(value).length <= 900, 'must be at most 900 bytes'),
  );
}

/**
 * A name that is also part of paths. HTTP APIs hand a path over decoded, and cut at a decoded "?"; serverless-offline and
 * other gateways hand it over encoded; whoever sends it resolves "." and "..", and a slash at the end of a path says
 * nothing. Without these all come out the same.
 */
export const pathIdentifier = lazy(() =>
  identifier().check(
    z.regex(/^[^%?#]*$/, 'must have none of % ? #'),
    z.regex(/^(?!(?:.*\/)?\.{1,2}(?:\/|$))/, 'must not be . or .. nor have them between slashes'),
    z.regex(/^(?!.*\/$)/, 'must not end with a slash'),
  ),
);

/** Segments of paths that stand beside or behind the id of a course: with one of them it could not be told where the id ends. */
const PATH_WORDS =
  'active_attempt|active_exams_for_user|allowance|attempt|bulk_allowance|content_id|exam|exam_id|exam_registration|grouped|review_policy|search|settings|violation_report';

/** The id of a course that gets an exam. */
export const courseIdentifier = lazy(() =>
  pathIdentifier().check(
    z.regex(new RegExp(`^(?!(?:.*/)?(?:${PATH_WORDS})(?:/|$))`, 's'), 'must have no word of our paths between slashes'),
  ),
);

/** An id of a vendor's that calls to it name in a path, percent-encoded. */
export const vendorIdentifier = lazy(() => identifier().check(z.regex(/^(?!\.{1,2}$)/, 'must not be . or ..')));

/** An id that is one segment of a path: see `isAddressableId`. */
export const segmentIdentifier = lazy(() =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(MAX_ID_LENGTH),
      z.regex(
        ADDRESSABLE_ID,
        'must have no control characters and none of % ? # /, and must not be . or .. or a word of our paths',
      ),
    ),
);

/** A text for people. */
export function shortText(most = 255) {
  return z.string().check(z.maxLength(most));
}

/** A text that something is found by: spaces around it are not part of it. */
export function trimmedText(most = 255) {
  return z.string().check(z.trim(), z.maxLength(most));
}

/** A learner: a number is an id, a text a username, an email or an id. */
export const learnerReference = lazy(() =>
  z.union([trimmedText(), z.number()], 'must be a username, an email or an id of up to 255 characters'),
);

/** A moment with its offset from UTC, as UTC with milliseconds; "" counts as none. */
export const instant = lazy(() =>
  z.pipe(
    z.pipe(
      z.union([z.literal(''), z.iso.datetime({ offset: true })], 'must be an ISO 8601 date and time with an offset'),
      z.transform((value: string) => (value === '' ? null : new Date(value).toISOString())),
    ),
    // Beyond the year 9999 moments are written in another way, which does not sort.
    z.nullable(z.string().check(z.length(24, 'must be before the year 10000'))),
  ),
);

/** A moment as answered: UTC with milliseconds. */
export const moment = lazy(() => z.iso.datetime({ precision: 3 }));
