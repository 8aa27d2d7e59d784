import { describe, expect, it } from 'vitest';
import { createKeptFetch, MAX_KEPT_LENGTH } from '../../../src/staff/keptFetch.ts';

/** Requests that wait for `answer`. */
function scene() {
  const flags: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<Response>();
  const send = createKeptFetch((_input, init) => {
    flags.push(init?.keepalive ?? false);
    return promise;
  });
  return { flags, send, answer: () => resolve(Response.json({})) };
}

describe('requests that outlive their page', () => {
  it('are changes, also without a body, and short', async () => {
    const { flags, send } = scene();
    void send('/a');
    void send('/a', { method: 'POST' });
    void send('/a', { method: 'PUT', body: 'x' });
    void send('/a', { method: 'PUT', body: 'x'.repeat(MAX_KEPT_LENGTH + 1) });
    expect(flags).toEqual([false, true, true, false]);
  });

  it('are together no longer than browsers permit: the others are sent all the same', async () => {
    const { flags, send, answer } = scene();
    const put = () => send('/a', { method: 'PUT', body: 'x'.repeat(MAX_KEPT_LENGTH) });
    const sent = Array.from({ length: 8 }, put);
    expect(flags).toEqual([true, true, true, true, true, true, true, false]);
    answer();
    await Promise.all(sent);
    await put();
    expect(flags.at(-1)).toBe(true);
  });
});
