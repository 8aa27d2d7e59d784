import type * as zTypes from 'zod/mini';
import * as z from 'zod/mini';
import { pageNumber, pathIdentifier, trimmedText, unspacedIdentifier, wholeNumber } from './fields.ts';
import { lazy } from './lazy.ts';

/** Numbered pages of a list, as the newer instructor dashboard reads them. */

/** The members of a query that select a page. */
export function pageQuery() {
  return {
    page: z._default(pageNumber(), 1),
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

/** The query of a page of a course's registrations by the LMS, by user id. */
export const registrationsQuery = lazy(() =>
  z.object({
    course_id: unspacedIdentifier(pathIdentifier()),
    limit: z._default(wholeNumber(1, 1000), 100),
    cursor: z.optional(z.string().check(z.regex(/^\d{0,16}$/, 'must be the next_cursor of a page'))),
  }),
);

/** The user after whom a page of registrations begins. @param cursor the digits of an id; absent on the first page */
export function userBefore(cursor = ''): number {
  return Number(cursor);
}

/** @param userId the last user of a page; null for the last page */
export function toUserCursor(userId: number | null): string | null {
  return userId === null ? null : String(userId);
}

/** The key of a registration. */
export function toRegistrationKey({ user_id, course_id }: { user_id: number; course_id: string }) {
  return { userId: user_id, courseId: course_id };
}
