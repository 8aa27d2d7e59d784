import * as z from 'zod/mini';
import { readFlag, readLink, readSeconds, readText } from '../../domain/reviews/descriptiveValues.ts';
import { lazy } from './lazy.ts';

/**
 * Fields of deliveries. Deciding ones (the verdict, the attempt's identifiers) are validated; descriptive ones are
 * normalised and never reject a delivery.
 */

/** A deciding text, which is not repaired: lone surrogates, which DynamoDB cannot store, are rejected. */
export function decidingText(maxLength: number) {
  return z.string().check(z.maxLength(maxLength), z.regex(/^\P{Cs}*$/u, 'must not contain a lone surrogate'));
}

/** A deciding text that is not empty. */
export function decidingId(maxLength: number) {
  return decidingText(maxLength).check(z.minLength(1));
}

export const deliveredSeconds = lazy(() =>
  normalised(readSeconds, {
    anyOf: [{ type: 'number' }, { type: 'string' }, { type: 'null' }],
    description: 'Seconds as a number or its text, or hh:mm:ss; anything else is stored as null.',
  }),
);

export const deliveredLink = lazy(() =>
  normalised(readLink, {
    type: ['string', 'null'],
    description: 'Dropped unless it is an http or https link of at most 8192 characters.',
  }),
);

export const deliveredFlag = lazy(() => normalised(readFlag, { type: ['boolean', 'null'] }));

export function deliveredText(maxLength: number) {
  return normalised(value => readText(value, maxLength), {
    type: ['string', 'null'],
    description: `Truncated after ${maxLength} characters.`,
  });
}

/** @param metadata for openapi.json */
function normalised<Value>(read: (value: unknown) => Value, metadata: Record<string, unknown>) {
  return z
    .pipe(
      z.optional(z.unknown()),
      z.transform((value: unknown) => read(value)),
    )
    .register(z.globalRegistry, metadata);
}
