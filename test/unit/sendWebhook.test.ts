import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, isIPv6, type LookupFunction, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Overloaded } from '../../src/domain/errors.ts';
import { isPublicAddress } from '../../src/domain/webhooks/publicAddress.ts';
import { createSendWebhook } from '../../src/webhooks/sendWebhook.ts';
import { NOW } from '../support/builders.ts';

/** Self-signed for hooks.example.org. */
const tls = (name: string) => readFileSync(join(import.meta.dirname, `../fixtures/tls/${name}`), 'utf8');
const CERTIFICATE = tls('certificate.pem');

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

let server: Server;
let received: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: string }[];
let respond: Respond;
const others: Server[] = [];

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;
const listen = async (created: Server) => {
  await new Promise<void>(resolve => created.listen(0, '127.0.0.1', resolve));
  others.push(created);
  return portOf(created);
};

beforeAll(async () => {
  server = createServer({ key: tls('key.pem'), cert: CERTIFICATE }, async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push({ method: request.method, url: request.url, headers: request.headers, body });
    respond(response, request);
  });
  await listen(server);
});
afterAll(() => {
  for (const created of others) created.close();
});
beforeEach(() => {
  received = [];
  respond = response => void response.end('ok');
});

const resolveTo =
  (...addresses: string[]): LookupFunction =>
  (_hostname, _options, callback) =>
    callback(
      null,
      addresses.map(address => ({ address, family: isIPv6(address) ? 6 : 4 })),
    );

const REQUEST = { headers: { 'content-type': 'application/cloudevents+json', 'webhook-id': 'evt_1' }, body: '{"ü":1}' };

/** Sends to the server as hooks.example.org; its address counts as public. */
function send({
  url = `https://hooks.example.org:${portOf(server)}/a?b=c`,
  lookup = resolveTo('127.0.0.1'),
  isPublic = () => true,
  permitsLocalHttp = false,
  ...options
}: {
  url?: string;
  lookup?: LookupFunction;
  isPublic?: (address: string) => boolean;
  permitsLocalHttp?: boolean;
  ca?: string | undefined;
  timeoutMs?: number;
} = {}) {
  const sender = createSendWebhook({
    urlRules: { permitsLocalHttp, isPublicAddress: isPublic },
    ...{ clock: () => NOW, lookup, timeoutMs: 60_000, ca: CERTIFICATE },
    ...options,
  } as Parameters<typeof createSendWebhook>[0]);
  return sender({ ...REQUEST, url });
}

/** Far below the time of a test, far above that of a request on a busy machine. */
const SHORT_MS = 1000;

describe('a request', () => {
  it('is a POST of exactly the body, with the headers', async () => {
    expect(await send()).toEqual({ status: 200, retryAfterSeconds: null, text: 'ok' });
    expect(received).toMatchObject([{ method: 'POST', url: '/a?b=c', body: REQUEST.body }]);
    expect(received[0]?.headers).toMatchObject({
      ...REQUEST.headers,
      host: `hooks.example.org:${portOf(server)}`,
      'content-length': '8',
      connection: 'close',
    });
  });

  it.each(['EMFILE', 'ENOBUFS', 'EADDRNOTAVAIL'])(
    'throws where the service itself has no connection: %s',
    async code => {
      const lookup: LookupFunction = (_hostname, _options, callback) =>
        callback(Object.assign(new Error(code), { code }), '');
      await expect(send({ lookup })).rejects.toBeInstanceOf(Overloaded);
    },
  );

  it('resolves the name once, and connects to the address that was checked', async () => {
    let resolved = 0;
    const lookup: LookupFunction = (hostname, options, callback) => {
      resolved++;
      // The second answer of a rebinding name server.
      return resolveTo(resolved === 1 ? '127.0.0.1' : '127.0.0.2')(hostname, options, callback);
    };
    expect(await send({ lookup, isPublic: address => address === '127.0.0.1' })).toMatchObject({ status: 200 });
    expect(resolved).toBe(1);
  });

  it('may go over plain HTTP to this machine in the local stack', async () => {
    const port = await listen(createHttpServer((_request, response) => response.end('local')));
    const url = `http://127.0.0.1:${port}/`;
    const isPublic = isPublicAddress;
    expect(await send({ url, isPublic, permitsLocalHttp: true })).toMatchObject({ status: 200, text: 'local' });
    expect(await send({ url, isPublic })).toEqual({ fault: 'forbidden_address' });
  });
});

describe('an answer', () => {
  it.each<[string, Respond, object]>([
    ['301', response => response.writeHead(301, { location: '/b' }).end(), { status: 301 }],
    ['307', response => response.writeHead(307, { location: 'https://127.0.0.1/' }).end(), { status: 307 }],
    ['500', response => response.writeHead(500).end('broken'), { status: 500, text: 'broken' }],
    ['410', response => response.writeHead(410).end(), { status: 410, text: '' }],
    [
      '429',
      response => response.writeHead(429, { 'retry-after': '120' }).end(),
      { status: 429, retryAfterSeconds: 120 },
    ],
    [
      '503 with a date',
      response => response.writeHead(503, { 'retry-after': 'Mon, 02 Nov 2026 09:41:12 GMT' }).end(),
      { status: 503, retryAfterSeconds: 60 },
    ],
    ['204', response => response.writeHead(204).end(), { status: 204, text: '' }],
    ['bytes that are no text', response => response.end(Buffer.from([0x61, 0xff])), { status: 200, text: 'a\ufffd' }],
    [
      'an early hint first',
      response => response.writeEarlyHints({ link: '</a>' }, () => response.end('b')),
      { text: 'b' },
    ],
  ])('%s is returned, and no redirect followed', async (_case, answer, expected) => {
    respond = answer;
    expect(await send()).toMatchObject(expected);
    expect(received).toHaveLength(1);
  });

  it.each<[string, Respond]>([
    ['a long one', response => response.end('x'.repeat(1_000_000))],
    ['one without an end', response => response.write('x'.repeat(2000))],
  ])('%s is read to its first 1,024 bytes', async (_case, answer) => {
    respond = answer;
    expect(await send()).toEqual({ status: 200, retryAfterSeconds: null, text: 'x'.repeat(1024) });
  });
});

describe('a request fails', () => {
  it('in time if the answer does not come, or has no end', async () => {
    respond = (response, { url }) => void (url === '/endless' && response.write('x'));
    const urls = ['/endless', '/silent'].map(path => `https://hooks.example.org:${portOf(server)}${path}`);
    const answers = await Promise.all(urls.map(url => send({ url, timeoutMs: SHORT_MS })));
    expect(answers).toEqual([{ fault: 'timed_out' }, { fault: 'timed_out' }]);
    expect(received.map(({ url }) => url).sort()).toEqual(['/endless', '/silent']);
  });

  it('in time without a TLS handshake, or an answer of the name server', async () => {
    const port = await listen(createTcpServer(() => {}));
    const url = `https://hooks.example.org:${port}/`;
    const waiting = [{ url }, { lookup: () => {} }].map(options => send({ ...options, timeoutMs: SHORT_MS }));
    expect(await Promise.all(waiting)).toEqual([{ fault: 'timed_out' }, { fault: 'timed_out' }]);
    expect(received).toEqual([]);
  });

  it('if the connection ends', async () => {
    respond = response => response.destroy();
    expect(await send()).toEqual({ fault: 'unreachable' });
    respond = response => {
      response.writeHead(200, { 'content-length': '10' }).write('x');
      setImmediate(() => response.destroy());
    };
    expect(await send()).toEqual({ fault: 'unreachable' });
    respond = (_response, request) =>
      void request.socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    expect(await send()).toEqual({ fault: 'unreachable' });
    respond = (_response, request) => void request.socket.end('nonsense\r\n\r\n');
    expect(await send()).toEqual({ fault: 'unreachable' });
  });

  it.each([
    ['nobody trusts the certificate', { ca: undefined }],
    ['the certificate is of another host', { url: 'https://other.example.org:PORT/' }],
    ['nothing listens', { url: 'https://hooks.example.org:65535/' }],
    [
      'the name does not exist',
      { lookup: ((_hostname, _options, callback) => callback(new Error('ENOTFOUND'), '')) as LookupFunction },
    ],
    ['the name has no address', { lookup: resolveTo() }],
  ])('if %s', async (_case, options: Parameters<typeof send>[0]) => {
    const url = options?.url?.replace('PORT', String(portOf(server)));
    expect(await send({ ...options, ...(url && { url }) })).toEqual({ fault: 'unreachable' });
    expect(received).toEqual([]);
  });
});

describe('no request is sent', () => {
  it.each([
    ...['127.0.0.1', '10.0.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '192.168.1.1', '224.0.0.1', '192.0.2.1'],
    ...['::1', 'fd00::1', 'fe80::1', '::ffff:127.0.0.1', '64:ff9b::a9fe:a9fe', '2002:7f00:1::1', '2001:db8::1'],
  ])('to a name of %s, also beside a public address', async address => {
    for (const addresses of [[address], ['8.8.8.8', address], [address, '8.8.8.8']]) {
      expect(await send({ lookup: resolveTo(...addresses), isPublic: isPublicAddress })).toEqual({
        fault: 'forbidden_address',
      });
    }
    expect(received).toEqual([]);
  });

  it.each([
    ...['http://hooks.example.org/', 'https://127.0.0.1/', 'https://[::1]/', 'https://localhost/', 'nonsense'],
    ...['https://user:password@hooks.example.org/', 'https://hooks.example.org:22/', 'ftp://hooks.example.org/'],
  ])('to %s', async url => {
    expect(await send({ url, isPublic: isPublicAddress })).toEqual({ fault: 'forbidden_address' });
    expect(received).toEqual([]);
  });
});
