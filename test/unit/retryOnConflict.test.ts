import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { CONFLICT, retryOnConflict } from '../../src/platform/retryOnConflict.ts';

const RETRIES = { maxTries: 3, busy: 'Try again.' };

/** An operation with a number of conflicts before it succeeds. */
function conflicting(conflicts: number) {
  const operation = { tries: 0, run: async () => (++operation.tries > conflicts ? operation.tries : CONFLICT) };
  return operation;
}

describe('an operation that conflicts', () => {
  it('is retried until it succeeds', async () => {
    expect(await retryOnConflict(conflicting(2).run, RETRIES)).toBe(3);
  });

  it('is retried a limited number of times, then reported as busy', async () => {
    const operation = conflicting(3);
    await expect(retryOnConflict(operation.run, RETRIES)).rejects.toMatchObject({
      code: 'busy',
      message: 'Try again.',
    });
    expect(operation.tries).toBe(3);
  });

  it('pauses only before retries', async () => {
    const pauses: number[] = [];
    await retryOnConflict(conflicting(2).run, { ...RETRIES, pause: async retry => pauses.push(retry) });
    expect(pauses).toEqual([1, 2]);
  });
});

it('an error of the operation is not retried', async () => {
  let tries = 0;
  const failing = retryOnConflict(async () => {
    tries++;
    throw new DomainError('forbidden', 'no');
  }, RETRIES);
  await expect(failing).rejects.toMatchObject({ code: 'forbidden' });
  expect(tries).toBe(1);
});
