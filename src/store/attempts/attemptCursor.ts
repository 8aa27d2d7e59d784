import { invalidCursor } from '../../domain/errors.ts';

/** The cursor of the page after this attempt, in a course's list, newest first. */
export function toCursor(attemptId: number): string {
  return Buffer.from(`attempt ${attemptId}`).toString('base64url');
}

/** @returns the attempt's id @throws DomainError `invalid_request` */
export function readCursor(cursor: string): number {
  const [, id] = /^attempt (\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  const attemptId = Number(id);
  if (Number.isSafeInteger(attemptId)) return attemptId;
  throw invalidCursor();
}

/**
 * A page of the rows of merged shards, and the cursor of the next one.
 * @param rows one more than the limit if there are more
 * @param searchedTo the last attempt read of a truncated search
 */
export function toPage<Row>(
  rows: readonly Row[],
  { limit, searchedTo, idOf }: { limit: number; searchedTo: number | null; idOf: (row: Row) => number },
): { page: Row[]; nextCursor: string | null } {
  const last = rows[limit - 1];
  if (rows.length > limit && last !== undefined)
    return { page: rows.slice(0, limit), nextCursor: toCursor(idOf(last)) };
  return { page: [...rows], nextCursor: searchedTo === null ? null : toCursor(searchedTo) };
}
