import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReadSecret } from '../../src/secrets/secretsManager.ts';

const KEY = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', session: 'session+token==' };

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

let server: Server;
let received: Received[];
/** The answers of the stub of Secrets Manager, in turn. */
let answers: [status: number, body: object | string][];

beforeEach(async () => {
  // The jitter is a part of the delay: retries follow at once.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  received = [];
  answers = [];
  server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    received.push({ headers: incoming.headers, body });
    const [status, answer] = answers.shift() ?? [200, { SecretString: 'the secret' }];
    response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  vi.restoreAllMocks();
  server.close();
});

const readSecret = (secretId: string) =>
  createReadSecret({
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: KEY.id,
    AWS_SECRET_ACCESS_KEY: KEY.secret,
    AWS_SESSION_TOKEN: KEY.session,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  })(secretId);

/** Signature Version 4 by AWS's documentation, computed from the received request. */
function expectedSignature({ headers, body }: Received): string {
  const [, date = '', signed = ''] =
    /Credential=AKIDEXAMPLE\/(\d{8})\/eu-central-1\/secretsmanager\/aws4_request, SignedHeaders=([\w;-]+)/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const canonicalHeaders = signed
    .split(';')
    .map(name => `${name}:${headers[name]}\n`)
    .join('');
  const canonical = ['POST', '/', '', canonicalHeaders, signed, sha256(body)].join('\n');
  const scope = `${date}/eu-central-1/secretsmanager/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = ['eu-central-1', 'secretsmanager', 'aws4_request'].reduce(hmac, hmac(`AWS4${KEY.secret}`, date));
  return hmac(key, text).toString('hex');
}

describe('reading a secret', () => {
  it('requests the current value in one signed call', async () => {
    expect(await readSecret('proctoring/prod')).toBe('the secret');
    const [call] = received;
    expect(received).toHaveLength(1);
    expect(JSON.parse(call?.body ?? '')).toEqual({ SecretId: 'proctoring/prod' });
    expect(call?.headers).toMatchObject({
      'x-amz-target': 'secretsmanager.GetSecretValue',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-security-token': KEY.session,
    });
    expect(call?.headers.authorization).toContain(`Signature=${call && expectedSignature(call)}`);
  });

  it.each([
    ['throttling', 400, { __type: 'ThrottlingException' }],
    ['a fault of AWS', 500, 'no JSON'],
    ['too many requests', 429, {}],
  ])('retries after %s', async (_case, status, body) => {
    answers = [
      [status, body],
      [status, body],
    ];
    expect(await readSecret('x')).toBe('the secret');
    expect(received).toHaveLength(3);
  });

  it.each([
    [
      'one that does not exist',
      400,
      { __type: 'com.amazonaws#ResourceNotFoundException' },
      /ResourceNotFoundException/,
    ],
    ['one that it may not read', 400, { __type: 'AccessDeniedException', Message: 'arn…' }, /AccessDeniedException/],
    ['one that is not text', 200, { SecretBinary: 'AAAA' }, /SecretBinary is not supported/],
  ])('%s fails at once', async (_case, status, body, message) => {
    answers = [[status, body]];
    await expect(readSecret('x')).rejects.toThrow(message);
    expect(received).toHaveLength(1);
  });

  it('fails without an answer', async () => {
    answers = Array.from({ length: 3 }, () => [503, ''] as [number, string]);
    await expect(readSecret('x')).rejects.toThrow('the secret x cannot be read');
    expect(received).toHaveLength(3);
  });

  it('fails without a region, and does not read that of another one', async () => {
    await expect(createReadSecret({})('x')).rejects.toThrow('AWS_REGION is not set');
  });
});
