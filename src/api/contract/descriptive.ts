import * as z from 'zod/mini';
import { truncate } from '../../domain/text.ts';
import { lazy } from './lazy.ts';

const MAX_TEXT_LENGTH = 1000;
const MAX_NAME_LENGTH = 255;
const MAX_EMAIL_LENGTH = 254;
const NAME_LIMIT = `Truncated after ${MAX_NAME_LENGTH} characters.`;

/**
 * Descriptive members of bodies, which never reject a request: texts are truncated, values of other types are converted or
 * dropped, lone surrogates are dropped.
 */
export const DESCRIPTIVE_MEMBERS: ReadonlySet<string> = new Set([
  'detail',
  'reason',
  'exam_name',
  'student_name',
  'name',
  'email',
]);

/** An explanation: any value is stored, as JSON if it is not a string. */
export const descriptiveText = lazy(() =>
  optionalText(value => truncateText(toText(value), MAX_TEXT_LENGTH), {
    description: `Truncated after ${MAX_TEXT_LENGTH} characters.`,
  }),
);

/** The name of a person identified by an id. */
export const descriptiveName = lazy(() =>
  optionalText(value => truncateText(toName(value), MAX_NAME_LENGTH), {
    description: NAME_LIMIT,
  }),
);

/** The email address of a person identified by an id. A long one is dropped: truncated, it may be another's. */
export const descriptiveEmail = lazy(() =>
  optionalText(value => (isEmail(value) ? value.trim() : null), {
    description: `Dropped if it has more than ${MAX_EMAIL_LENGTH} characters.`,
  }),
);

/** A required name; its length never rejects a request. */
export const requiredName = lazy(() =>
  z
    .pipe(
      z.custom<string>(value => toName(value) !== null, 'must be a string'),
      z.transform(value => truncateText(toName(value), MAX_NAME_LENGTH) ?? ''),
    )
    .register(z.globalRegistry, { type: 'string', description: NAME_LIMIT }),
);

/** The name of a new exam. */
export const examName = lazy(() =>
  z
    .pipe(requiredName(), notBlank())
    .register(z.globalRegistry, { type: 'string', pattern: '\\S', description: NAME_LIMIT }),
);

/** The new name of an exam: null and values of other types change nothing. */
export const changedExamName = lazy(() =>
  z
    .optional(z.pipe(descriptiveName(), z.nullish(notBlank())))
    .register(z.globalRegistry, { type: ['string', 'null'], pattern: '\\S', description: NAME_LIMIT }),
);

/** The name of an exam in a registration: an invalid one becomes "", so that the other exams are still registered. */
export const registeredExamName = lazy(() =>
  z
    .pipe(
      z.custom<string>(value => value !== undefined && value !== null, 'must be a string'),
      z.transform(value => truncateText(toName(value), MAX_NAME_LENGTH)?.replace(/^\s+$/, '') ?? ''),
    )
    .register(z.globalRegistry, {
      type: 'string',
      description: `${NAME_LIMIT} The content id stands in for a blank name.`,
    }),
);

function notBlank() {
  return z.string().check(z.regex(/\S/, 'must not be blank'));
}

function optionalText(read: (value: unknown) => string | null, meta: { description: string }) {
  const reader = z.transform((value: string | null) => read(value));
  // Any value arrives here; the type is for callers of the typed client.
  return z
    .optional(z.pipe(z.custom<string | null>(), reader))
    .register(z.globalRegistry, { type: ['string', 'null'], ...meta });
}

function truncateText(text: string | null, maxLength: number): string | null {
  return text === null ? null : truncate(text, maxLength);
}

/** Null for no value, and for one that is nested too deeply for JSON. */
function toText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

/** Null for a value that is neither a string nor a number. */
function toName(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function isEmail(value: unknown): value is string {
  return typeof value === 'string' && value.trim().length <= MAX_EMAIL_LENGTH && value.isWellFormed();
}
