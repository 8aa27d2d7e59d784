import * as z from 'zod/mini';
import { trimmedText } from './fields.ts';
import { lazy } from './lazy.ts';

/** Fields of allowances, in the contracts of all clients. */

/** The kind of an allowance. */
export const key = lazy(() =>
  z.string().check(z.trim(), z.regex(/^[\w.-]{1,100}$/, 'must be a name of up to 100 letters, digits, _ . -')),
);

/** Clients may send minutes as numbers. */
export const value = lazy(() =>
  z.pipe(z.union([z.string(), z.number()], 'must be a string or a number'), z.transform(String)),
);

/** A list, its members in one string separated by commas, or a single number; without duplicates. */
export function listOf(noun: string) {
  const member = z.union(
    [z.string().check(z.trim()), z.number()],
    `must be ${noun}, as a list or as a string separated by commas`,
  );
  const members = z.transform((list: (string | number)[]) => [...new Set(list.filter(member => member !== ''))]);
  const text = z.pipe(
    z.string(),
    z.transform((text: string) => text.split(',').map(member => member.trim())),
  );
  const number = z.pipe(
    z.number(),
    z.transform((member: number) => [member]),
  );
  const size = z.array(z.union([trimmedText(), z.number()])).check(z.minLength(1), z.maxLength(1000));
  return z.pipe(z.pipe(z.union([text, number, z.array(member)], `must be ${noun}`), members), size);
}

/** A number and its digits are the same id. */
export const examIds = lazy(() =>
  z.pipe(
    listOf('exam ids'),
    z.pipe(
      z.transform((members: (string | number)[]) => [...new Set(members.map(String))]),
      z.array(
        z.pipe(
          z.string().check(z.regex(/^\d{1,16}$/, 'must be exam ids')),
          z.pipe(z.transform(Number), z.number().check(z.int('must be exam ids'))),
        ),
      ),
    ),
  ),
);
