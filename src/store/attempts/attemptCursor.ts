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
