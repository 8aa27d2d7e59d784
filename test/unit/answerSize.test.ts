import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpFunction } from '../../src/api/http/pipeline.ts';
import { boundComments, toWireReview } from '../../src/api/reviews/wire.ts';
import { toEvent } from '../support/bundledService/event.ts';
import { IS_LONG } from '../support/runs.ts';

beforeEach(() => void vi.stubEnv('LOG_LEVEL', 'SILENT'));
afterEach(() => void vi.unstubAllEnvs());

/** Lambda's limit. */
const LAMBDA_BYTES = 6_291_556;

async function request(text: string, acceptEncoding: string) {
  const routes = [{ method: 'GET' as const, path: '/x', endpoint: () => ({ status: 200, text }) }];
  const event = toEvent({ method: 'GET', path: '/x', headers: { 'accept-encoding': acceptEncoding } });
  const result = await httpFunction(routes)(event, { awsRequestId: 'r' } as Context);
  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(LAMBDA_BYTES);
  return result;
}

const unpacked = (body = '') => gunzipSync(Buffer.from(body, 'base64')).toString();

describe('an answer', () => {
  const WITH_GZIP = ['gzip', 'gzip, deflate, br', 'br;q=1, GZIP;q=0.5', '*', 'x-gzip'];
  const WITHOUT_GZIP = ['', 'identity', 'br', 'gzip;q=0', 'gzip;q=0, *', 'notgzip', 'gzip2'];

  it.each([
    ['of quotes', '"'.repeat(3_200_000)],
    ['of backslashes', '\\'.repeat(3_200_000)],
    ['of control characters', '\u0001'.repeat(1_200_000)],
    ['of long characters', '漢'.repeat(2_200_000)],
    ['of line ends', '\n'.repeat(3_200_000)],
  ])('%s above the limit is compressed, or rejected', async (name, text) => {
    // Each text with one header of a kind, and one text with all of them.
    const headersOf = (all: readonly string[]) => (IS_LONG || name === 'of control characters' ? all : all.slice(0, 1));
    for (const accepted of headersOf(WITH_GZIP)) {
      const { statusCode, body, headers } = await request(text, accepted);
      expect([statusCode, headers?.['content-encoding'], unpacked(body) === text]).toEqual([200, 'gzip', true]);
    }
    for (const accepted of headersOf(WITHOUT_GZIP)) {
      const { statusCode, body, headers } = await request(text, accepted);
      expect([statusCode, headers?.vary]).toEqual([406, 'Accept, Accept-Encoding']);
      expect(JSON.parse(body ?? '').detail).toContain('Accept-Encoding: gzip');
    }
  });

  it('within the limit is sent uncompressed to callers that accept nothing else', async () => {
    const text = 'x'.repeat(6_000_000);
    const { statusCode, body, headers } = await request(text, '');
    expect([statusCode, body === text, headers?.vary]).toEqual([200, true, 'Accept-Encoding']);
  });

  it('above the limit after compression is rejected', async () => {
    expect(await request(randomBytes(4_700_000).toString('base64'), 'gzip')).toMatchObject({ statusCode: 406 });
  });

  it('that is small stays unchanged', async () => {
    const text = '\u0001'.repeat(999_999);
    const { statusCode, body, headers } = await request(text, 'gzip');
    expect([statusCode, body === text, headers?.vary]).toEqual([200, true, undefined]);
  });
});

describe('earlier versions of a review', () => {
  const version = (number: number, characters: number) =>
    toWireReview(
      {
        ...{ attemptCode: 'c', attemptId: 1, vendor: 'rest', reviewStatus: 'passed', version: number, videoLink: null },
        comments:
          characters === 0
            ? []
            : [{ start: 1, stop: 2, duration: 1, status: '', source: 'reviewer', comment: 'x'.repeat(characters) }],
      } as never,
      (_vendor, link) => link,
    );

  it('include comments, newest first, up to the limit', () => {
    const bounded = boundComments([
      version(5, 400_000),
      version(4, 400_000),
      version(3, 400_000),
      version(2, 0),
      version(1, 10),
    ]);
    expect(bounded.map(version => [version.version, version.comments.length, version.comments_left_out])).toEqual([
      [5, 1, undefined],
      [4, 1, undefined],
      [3, 0, true],
      [2, 0, undefined],
      [1, 0, true],
    ]);
  });
});
