import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runRequest } from '../../src/platform/requestSignal.ts';
import { vendorOperation } from '../../src/vendors/vendorHttp.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';

type Server = Awaited<ReturnType<typeof scriptedServer>>;
let server: Server | undefined;
// The jitter is a part of the delay: retries follow at once.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(async () => {
  vi.restoreAllMocks();
  await server?.close();
});

/** Long enough for a busy machine. */
const LIMITS = { requestMilliseconds: 20_000, operationMilliseconds: 40_000, tries: 3 };
const SHORT_LIMITS = { ...LIMITS, requestMilliseconds: 400 };

/** One request to a vendor with this behaviour. */
async function send(answer: (response: ServerResponse, count: number) => void, limits = LIMITS) {
  server = await scriptedServer((_received, response, count) => answer(response, count));
  const { url } = server;
  return vendorOperation('psi', send => send({ method: 'POST', url, headers: { 'x-a': 'b' }, body: '{}' }), limits);
}

describe('a vendor that answers', () => {
  it.each([200, 201, 400, 401, 404, 302])('%i is an answer, without a retry', async status => {
    expect(await send(response => json(response, status, { ok: true }))).toEqual({ status, body: '{"ok":true}' });
    expect(server?.received).toMatchObject([{ method: 'POST', body: '{}', headers: { 'x-a': 'b' } }]);
  });

  it.each([500, 503, 429])('%i is retried', async status => {
    const answer = await send((response, count) => json(response, count < 3 ? status : 200, {}));
    expect(answer.status).toBe(200);
    expect(server?.received).toHaveLength(3);
  });
});

describe('a request that runs out of time', () => {
  it('ends the call of the vendor, which may have had its effect, and begins no other', async () => {
    const ended = new AbortController();
    const answered = runRequest({ signal: ended.signal }, () =>
      send(() => {
        ended.abort();
      }),
    );
    await expect(answered).rejects.toMatchObject({ code: 'vendor_failed', logged: { fault: 'timed_out', tries: 1 } });
    expect(server?.received).toHaveLength(1);
  });

  it('does not repeat a call that the vendor has answered with an error', async () => {
    const ended = new AbortController();
    const answered = runRequest({ signal: ended.signal }, () =>
      send(response => {
        json(response, 503, {});
        response.on('finish', () => ended.abort());
      }),
    );
    await expect(answered).rejects.toMatchObject({ code: 'vendor_failed' });
    expect(server?.received).toHaveLength(1);
  });
});

describe('a vendor that fails', () => {
  const failed = (fault: string, fields = {}) =>
    expect.objectContaining({ code: 'vendor_failed', logged: { vendor: 'psi', fault, ...fields } });

  it('with a permanent 500: three requests', async () => {
    await expect(send(response => json(response, 500, {}))).rejects.toEqual(
      failed('refused', { tries: 3, vendorStatus: 500 }),
    );
    expect(server?.received).toHaveLength(3);
  });

  it('that closes the connection is retried', async () => {
    await expect(send(response => response.destroy())).rejects.toEqual(failed('unreachable', { tries: 3 }));
  });

  it('that hangs gets one request, which may have had its effect', async () => {
    await expect(send(() => {}, SHORT_LIMITS)).rejects.toEqual(failed('timed_out', { tries: 1 }));
    expect(server?.received).toHaveLength(1);
  });

  it('that hangs for the time of the operation, which is shorter than that of a request', async () => {
    const limits = { ...LIMITS, requestMilliseconds: 60_000, operationMilliseconds: 400 };
    await expect(send(() => {}, limits)).rejects.toEqual(failed('timed_out', { tries: 1 }));
  });

  it('that stops in the middle of its answer', async () => {
    await expect(send(response => response.writeHead(200).write('{"id":'), SHORT_LIMITS)).rejects.toEqual(
      failed('timed_out', { tries: 1 }),
    );
  });

  it.each([
    [1_000_000, undefined],
    [1_000_001, 'malformed_response'],
  ])('that sends an answer of %i bytes', async (bytes, fault) => {
    const answered = send(response => response.end(Buffer.alloc(bytes, ' ')), { ...LIMITS, tries: 1 });
    if (fault) await expect(answered).rejects.toEqual(failed(fault, { tries: 1 }));
    else expect((await answered).body).toHaveLength(bytes);
  });

  it('that sends an endless answer', async () => {
    const endless = (response: ServerResponse) => {
      const chunk = Buffer.alloc(64 * 1024, ' ');
      const write = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    };
    await expect(send(endless, { ...LIMITS, tries: 1 })).rejects.toEqual(failed('malformed_response', { tries: 1 }));
  });

  it('is not retried after the time limit of the operation', async () => {
    const limits = { ...LIMITS, operationMilliseconds: 300 };
    await expect(send(response => json(response, 500, {}), limits)).rejects.toMatchObject({ code: 'vendor_failed' });
    expect(server?.received).toHaveLength(1);
  });

  it('that does not exist', async () => {
    const nowhere = vendorOperation('psi', send => send({ method: 'GET', url: 'http://127.0.0.1:9/', headers: {} }), {
      ...LIMITS,
      tries: 1,
    });
    await expect(nowhere).rejects.toEqual(failed('unreachable', { tries: 1 }));
  });
});
