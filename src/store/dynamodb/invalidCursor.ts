import { DomainError } from '../../domain/errors.ts';

/** The error of a cursor that no page has returned. */
export function invalidCursor(): DomainError {
  return new DomainError('invalid_request', 'The cursor is not valid. Use the next_cursor of a previous page.', {
    inputErrors: [{ pointer: '/cursor', detail: 'must be a next_cursor of a previous page' }],
  });
}
