import * as z from 'zod/mini';
import { truncate } from '../../domain/text.ts';
import { lazy } from './lazy.ts';

/** The most characters of an explanation, of a name, and of an email address. */
const MAX_TEXT_LENGTH = 1000;
const MAX_NAME_LENGTH = 255;
const MAX_EMAIL_LENGTH = 254;
const NAME_LIMIT = `Cut after ${MAX_NAME_LENGTH} characters.`;

/**
 * Members of bodies that describe something and decide nothing. They never reject a request: a text is cut to its limit,
 * a value of another type is stored as text where that makes sense and dropped otherwise, and so is half a surrogate pair.
 */
export const DESCRIPTIVE_MEMBERS: ReadonlySet<string> = new Set([
  'detail',
  'reason',
  'exam_name',
  'student_name',
  'name',
  'email',
]);

/** An explanation: any value is stored, as JSON if it is no text. */
export const descriptiveText = lazy(() =>
  optionalText(value => cut(toText(value), MAX_TEXT_LENGTH), {
    description: `Cut after ${MAX_TEXT_LENGTH} characters.`,
  }),
);

/** The name of somebody whom an id identifies. */
export const descriptiveName = lazy(() =>
  optionalText(value => cut(toName(value), MAX_NAME_LENGTH), {
    description: NAME_LIMIT,
  }),
);

/** The email address of somebody whom an id identifies. One that is not usable is dropped: a part of it would be another's. */
export const descriptiveEmail = lazy(() =>
  optionalText(value => (isEmail(value) ? value.trim() : null), {
    description: `Dropped if it has more than ${MAX_EMAIL_LENGTH} characters.`,
  }),
);

/** A name that the request is about: it has to be there, but its length rejects nothing. */
export const requiredName = lazy(() =>
  z
    .pipe(
      z.custom<string>(value => toName(value) !== null, 'must be a text'),
      z.transform(value => cut(toName(value), MAX_NAME_LENGTH) ?? ''),
    )
    .register(z.globalRegistry, { type: 'string', description: NAME_LIMIT }),
);

/** The name of an exam that is created. */
export const examName = lazy(() =>
  z
    .pipe(requiredName(), notBlank())
    .register(z.globalRegistry, { type: 'string', pattern: '\\S', description: NAME_LIMIT }),
);

/** The new name of an exam: null, and a value that is no text, change nothing. */
export const changedExamName = lazy(() =>
  z
    .optional(z.pipe(descriptiveName(), z.nullish(notBlank())))
    .register(z.globalRegistry, { type: ['string', 'null'], pattern: '\\S', description: NAME_LIMIT }),
);

/** The name of one exam among all of a course: "" for one that is no name, so that it does not hold up the others. */
export const registeredExamName = lazy(() =>
  z
    .pipe(
      z.custom<string>(value => value !== undefined && value !== null, 'must be a text'),
      z.transform(value => cut(toName(value), MAX_NAME_LENGTH)?.replace(/^\s+$/, '') ?? ''),
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
  // Any value gets here; the type is what the client sends.
  return z
    .optional(z.pipe(z.custom<string | null>(), reader))
    .register(z.globalRegistry, { type: ['string', 'null'], ...meta });
}

function cut(text: string | null, maxLength: number): string | null {
  return text === null ? null : truncate(text, maxLength);
}

/** Null for no value, and for one that is nested too deeply to be written. */
function toText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

/** Null for a value that is neither a text nor a number. */
function toName(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function isEmail(value: unknown): value is string {
  return typeof value === 'string' && value.trim().length <= MAX_EMAIL_LENGTH && value.isWellFormed();
}
