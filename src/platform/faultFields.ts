import { DomainError } from '../domain/errors.ts';

/** The log fields of an error: its code or name, never its message, which may quote a vendor's response or an item. */
export function faultFields(error: unknown): Record<string, unknown> {
  if (error instanceof DomainError) return { refusal: error.code, ...error.logged };
  return { error: error instanceof Error ? error.name : 'unknown' };
}
