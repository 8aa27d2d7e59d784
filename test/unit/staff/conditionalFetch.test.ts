import { describe, expect, it } from 'vitest';
import { createConditionalFetch } from '../../../src/staff/conditionalFetch.ts';
import { serverNow } from '../../../src/staff/serverClock.ts';

/** A service whose representation has a version, which is its entity tag. */
function scene() {
  const requests: [string, string | null][] = [];
  const state = { version: 1, status: 200 };
  const send = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const etag = `"${state.version}"`;
    const ifNoneMatch = new Headers(init?.headers).get('if-none-match');
    requests.push([String(input), ifNoneMatch]);
    const headers = { etag, date: 'Fri, 20 Nov 2026 09:00:00 GMT' };
    if (ifNoneMatch === etag) return new Response(null, { status: 304, headers });
    return new Response(`${String(input)} ${state.version}`, { status: state.status, headers });
  };
  const read = createConditionalFetch(url => url.includes('monitor'), send);
  const textOf = async (url: string, init?: RequestInit) => (await read(url, init)).text();
  return { requests, state, textOf };
}

describe('conditional requests', () => {
  it('answer from memory while nothing has changed, and with what is new otherwise', async () => {
    const { requests, state, textOf } = scene();
    expect([await textOf('/monitor/1'), await textOf('/monitor/1')]).toEqual(['/monitor/1 1', '/monitor/1 1']);
    state.version = 2;
    expect(await textOf('/monitor/1')).toBe('/monitor/1 2');
    expect(await textOf('/monitor/2')).toBe('/monitor/2 2');
    expect(requests.map(([, tag]) => tag)).toEqual([null, '"1"', '"1"', null]);
  });

  it('remember no error, and leave all other requests alone', async () => {
    const { requests, state, textOf } = scene();
    state.status = 500;
    await textOf('/monitor/1');
    state.status = 200;
    await textOf('/monitor/1');
    await textOf('/monitor/1', { method: 'POST' });
    await textOf('/attempts');
    await textOf('/attempts');
    expect(requests.map(([, tag]) => tag)).toEqual([null, null, null, null, null]);
  });

  it('answer no other user from memory, and each from what was known when they asked', async () => {
    const { requests, textOf } = scene();
    const as = (user: string) => ({ headers: { authorization: `Bearer ${user}` } });
    await textOf('/monitor/1', as('first'));
    const [same, next] = await Promise.all([textOf('/monitor/1', as('first')), textOf('/monitor/2', as('first'))]);
    expect([same, next]).toEqual(['/monitor/1 1', '/monitor/2 1']);
    await textOf('/monitor/2', as('second'));
    expect(requests.map(([, tag]) => tag)).toEqual([null, '"1"', null, null]);
  });

  it('leave nothing of a user in memory once another one asks for anything', async () => {
    const { requests, textOf } = scene();
    const as = (user: string) => ({ headers: { authorization: `Bearer ${user}` } });
    await textOf('/monitor/1', as('first'));
    await textOf('/me', as('second'));
    await textOf('/monitor/1', as('first'));
    expect(requests.map(([, tag]) => tag)).toEqual([null, null, null]);
  });

  it('tell the time of the service', async () => {
    await scene().textOf('/monitor/1');
    expect(Math.abs(serverNow() - Date.parse('2026-11-20T09:00:00Z'))).toBeLessThan(60_000);
  });
});
