import { createHmac } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { ok } from '../../src/api/http/answer.ts';
import { httpFunction } from '../../src/api/http/pipeline.ts';
import { readTokenConfig } from '../../src/config/auth.ts';
import { expectAnswer, requireAccepted } from '../../src/vendors/answers.ts';
import { meazure } from '../../src/vendors/signatures/meazure.ts';
import { INBOUND_PARSERS } from '../support/inboundParsers.ts';

beforeEach(() => void vi.stubEnv('LOG_LEVEL', 'SILENT'));
afterEach(() => vi.unstubAllEnvs());

const MARK = '\uFEFF';

describe('a byte order mark', () => {
  const echo = httpFunction([{ method: 'POST', path: '/echo', endpoint: ({ body }) => ok(body()) }]);
  const post = async (text: string, isBase64Encoded: boolean) => {
    const body = isBase64Encoded ? Buffer.from(text).toString('base64') : text;
    const headers = { 'content-type': 'application/json' };
    const event = { rawPath: '/echo', headers, body, isBase64Encoded, requestContext: { http: { method: 'POST' } } };
    const answer = await echo(event, {} as Context);
    return [answer.statusCode, JSON.parse(answer.body ?? '')];
  };

  it.each([false, true])('before a JSON body is ignored (as base64: %s)', async isBase64Encoded => {
    expect(await post(`${MARK}{"a":"${MARK}"}`, isBase64Encoded)).toEqual([200, { a: MARK }]);
    expect(await post(MARK, isBase64Encoded)).toEqual([200, {}]);
    // One byte order mark only, at the beginning only.
    expect((await post(`${MARK}${MARK}{}`, isBase64Encoded))[0]).toBe(400);
    expect((await post(`{}${MARK}`, isBase64Encoded))[0]).toBe(400);
  });

  it.each(INBOUND_PARSERS)('before a delivery of $vendor is ignored', ({ parse, around: [before, after] }) => {
    const [plain, marked] = ['', MARK].map(mark => parse(Buffer.from(`${mark}${before}[]${after}`)));
    // Stored bytes and digests include the mark.
    const differing = { payload: expect.anything(), digest: expect.any(String), bytesDigest: undefined };
    expect({ ...(marked as object), ...differing }).toEqual({ ...(plain as object), ...differing });
    expect(marked).not.toBe('ignored');
  });

  it('is signed with the rest of the delivery', async () => {
    const body = Buffer.from(`${MARK}{"event_name":"x"}`);
    const sign = (bytes: Uint8Array) => `sha1=${createHmac('sha1', 'secret').update(bytes).digest('hex')}`;
    const verify = (signature: string) =>
      meazure.verify({
        headers: { 'x-proctoru-signature': signature },
        body,
        secrets: ['secret'],
        toleranceSeconds: 300,
        now: '2026-11-27T12:00:00.000Z',
      });
    expect(await verify(sign(body))).toBe('ok');
    expect(await verify(sign(body.subarray(3)))).toBe('wrong signature');
  });

  it('before a vendor’s answer is ignored', () => {
    const answer = { status: 200, body: `${MARK}{"id":"a"}` };
    expect(expectAnswer('v', answer, z.object({ id: z.string() }))).toEqual({ id: 'a' });
    expect(() => requireAccepted('v', answer)).not.toThrow();
  });

  it('before a setting is ignored', () => {
    const config = readTokenConfig({ JWT_SECRET: 's'.repeat(32), STAGE: 'x', JWT_CLAIMS: `${MARK}{"user_id":"sub"}` });
    expect(config.claims.user_id).toBe('sub');
  });
});
