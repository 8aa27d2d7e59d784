import { beforeAll, describe, expect, it } from 'vitest';
import { newAttempt, request } from '../support/api.ts';

const path = (code: string) => `/api/proctoring/v1/attempts/${encodeURIComponent(code)}/notes`;
const add = (code: string, json: unknown) => request('POST', path(code), { json });

describe('notes on an attempt, over HTTP', () => {
  it.each(['plain', 'John. D+é 100'])('are added and listed by the code, in pages: %s', async prefix => {
    const { id, code } = await newAttempt({ attempt_code: `${prefix} ${Date.now()}` });
    const first = await add(code, { text: '  fire alarm at 10:20 ' });
    expect([first.status, first.body]).toEqual([
      200,
      {
        ...{ id: expect.any(Number), attempt_id: id, created: expect.stringMatching(/Z$/) },
        ...{ author: { role: 'staff', user_id: 900 }, text: 'fire alarm at 10:20' },
      },
    ]);
    const second = (await add(code, { text: 'x'.repeat(4000) })).body;
    const page = (await request('GET', `${path(code)}?limit=1`)).body;
    expect(page.results).toEqual([second]);
    const { body } = await request('GET', `${path(code)}/?limit=1&cursor=${page.next_cursor}`);
    expect(body.results).toEqual([first.body]);
  });

  let code: string;
  beforeAll(async () => {
    ({ code } = await newAttempt());
  });

  it.each([
    ['no text', {}],
    ['an empty text', { text: '' }],
    ['a blank text', { text: ' \n ' }],
    ['null', { text: null }],
    ['a number', { text: 5 }],
    ['a list', { text: ['x'] }],
    ['a long text', { text: 'x'.repeat(4001) }],
  ])('with %s is a 400', async (_case, json) => {
    const answer = await add(code, json);
    expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([400, '/text']);
  });

  it.each(['?limit=0', '?limit=101', '?cursor=nonsense', `?cursor=${'1'.repeat(101)}`])('%s is a 400', async query => {
    expect((await request('GET', path(code) + query)).status).toBe(400);
  });

  it('are none after these', async () => {
    expect((await request('GET', path(code))).body.results).toEqual([]);
  });

  it('of a code that was never issued are a 404', async () => {
    expect([(await request('GET', path('NEVER'))).status, (await add('NEVER', { text: 'x' })).status]).toEqual([
      404, 404,
    ]);
  });
});
