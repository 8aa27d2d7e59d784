import type * as zTypes from 'zod/mini';
import * as z from 'zod/mini';
import { trimmedText, wholeNumber } from './fields.ts';

/** Numbered pages of a list, as the newer instructor dashboard reads them. */

/** The members of a query that select a page. */
export function pageQuery() {
  return {
    page: z._default(wholeNumber(1, 1_000_000), 1),
    page_size: z._default(wholeNumber(1, 1000), 25),
    search: z._default(trimmedText(), ''),
    ordering: z._default(trimmedText(), ''),
  };
}

export function pageOf<Row extends zTypes.ZodMiniType>(row: Row) {
  return z.object({
    count: z.number(),
    num_pages: z.number(),
    next: z.nullable(z.string()),
    previous: z.nullable(z.string()),
    results: z.array(row),
  });
}
