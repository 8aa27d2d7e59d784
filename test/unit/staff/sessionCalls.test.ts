import { describe, expect, it } from 'vitest';
import { bindCalls, createSessionFetch } from '../../../src/staff/sessionCalls.ts';

/** A tab in which users follow each other, and a service that rejects some tokens. */
function scene({ valid = ['new'], replacement = undefined as string | undefined } = {}) {
  const state = { number: 1, ends: 0, present: ['old', 'new', 'other'] };
  const tokens: string[] = [];
  const session = {
    number: () => state.number,
    hasToken: (token: string) => state.present.includes(token),
    replaceToken: async () => replacement,
    end: () => {
      state.ends += 1;
    },
  };
  const send = createSessionFetch(session, async (_input, init) => {
    const token = new Headers(init?.headers).get('authorization')?.slice('Bearer '.length) ?? '';
    tokens.push(token);
    return Response.json({}, { status: valid.includes(token) ? 200 : 401 });
  });
  const statusOf = async (token: string) =>
    (await send('/a', { method: 'PUT', headers: { authorization: `Bearer ${token}` } })).status;
  return { state, session, tokens, send, statusOf };
}

describe('a rejected request', () => {
  it('is sent again with the token that has replaced its own', async () => {
    const { state, tokens, statusOf } = scene({ replacement: 'new' });
    expect([await statusOf('old'), tokens, state.ends]).toEqual([200, ['old', 'new'], 0]);
  });

  it('ends the session without another token, and if that one is rejected as well', async () => {
    const none = scene();
    expect([await none.statusOf('old'), none.state.ends]).toEqual([401, 1]);
    const other = scene({ replacement: 'other' });
    expect([await other.statusOf('old'), other.tokens, other.state.ends]).toEqual([401, ['old', 'other'], 1]);
  });

  it('of an earlier session ends no later one, and is not sent in it', async () => {
    const { state, tokens, statusOf } = scene({ replacement: 'new' });
    const late = statusOf('old');
    state.present = ['new'];
    expect([await late, tokens, state.ends]).toEqual([401, ['old'], 0]);
  });
});

describe('calls of a session', () => {
  it('settle in it only', async () => {
    const { state, session } = scene();
    const answers = new Map<string, PromiseWithResolvers<string>>();
    const client = bindCalls(session, {
      read: (name: string) => {
        const answer = Promise.withResolvers<string>();
        answers.set(name, answer);
        return answer.promise;
      },
    });
    const settled: string[] = [];
    const read = (name: string) =>
      client.read(name).then(
        value => settled.push(value),
        error => settled.push(String(error)),
      );
    void read('first');
    void read('late');
    void read('failed');
    answers.get('first')?.resolve('first');
    await Promise.resolve();
    await Promise.resolve();
    state.number += 1;
    answers.get('late')?.resolve('late');
    answers.get('failed')?.reject(new Error('failed'));
    const next = read('next');
    answers.get('next')?.resolve('next');
    await next;
    expect(settled).toEqual(['first', 'next']);
  });
});
