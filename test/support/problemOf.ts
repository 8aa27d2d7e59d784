import { DomainError } from '../../src/domain/errors.ts';

/** Code and message of the domain error that a call throws. */
export function problemOf(call: () => unknown): Pick<DomainError, 'code' | 'message'> {
  try {
    call();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message };
  }
  throw new Error('nothing was thrown');
}
