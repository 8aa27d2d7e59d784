import { parseObject } from './parseObject.ts';

/** A cursor of values, opaque to the caller. */
export function toJsonCursor(values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values of a cursor, unchecked; empty if it is none. */
export function fromJsonCursor(cursor: string): readonly unknown[] {
  const values: unknown = parseObject(Buffer.from(cursor, 'base64url').toString());
  return Array.isArray(values) ? values : [];
}
