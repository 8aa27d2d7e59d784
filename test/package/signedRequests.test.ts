import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Baselines, buildBaselines } from '../support/sdkBaselines/buildBaselines.ts';

interface Received {
  headers: IncomingMessage['headers'];
  body: string;
}

const KEY = {
  accessKeyId: 'AKIDEXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  session: 'a/session+token==',
};
const REGION = 'eu-central-1';

let folder: string;
let baselines: Baselines;
let server: Server;
const received: Received[] = [];
const failing: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signed-'));
  server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    received.push({ headers: incoming.headers, body });
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.writeHead(failing.shift() ?? 200).end('{}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', REGION);
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', KEY.secret);
  vi.stubEnv('AWS_SESSION_TOKEN', KEY.session);
  vi.stubEnv('AWS_PROFILE', undefined);
  baselines = await buildBaselines(folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await rm(folder, { recursive: true });
});

const calls = [
  { target: 'GetItem', input: { TableName: 'attempts', Key: { attempt_id: 7 }, ConsistentRead: true } },
  {
    target: 'UpdateItem',
    input: {
      TableName: 'attempts',
      Key: { attempt_id: 7 },
      UpdateExpression: 'SET student_name = :name, photo = :photo',
      ExpressionAttributeValues: { ':name': 'Žofie 學生', ':photo': new Uint8Array([0, 255, 10]) },
    },
  },
];

async function send(bundle: string): Promise<Received[]> {
  received.length = 0;
  const { handler } = (await import(bundle)) as { handler: (event: object) => Promise<unknown> };
  await handler({ calls });
  return received.splice(0);
}

/** Signature Version 4 as the receiver computes it (AWS: IAM user guide, Create a signed AWS API request). */
function signatureOf({ headers, body }: Received): string {
  const [, signed = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const moment = String(headers['x-amz-date']);
  const scope = `${moment.slice(0, 8)}/${REGION}/dynamodb/aws4_request`;
  const lines = signed.split(';').map(name => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}\n`);
  const request = ['POST', '/', '', lines.join(''), signed, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', moment, scope, sha256(request)].join('\n');
  const key = scope.split('/').reduce((secret, part) => hmac(secret, part), Buffer.from(`AWS4${KEY.secret}`));
  return hmac(key, text).toString('hex');
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();

describe.each([
  ['the whole SDK', 'sdkOnly'],
  ['the SDK in the bundles', 'sdkTrimmed'],
] as const)('a request of %s', (_name, which) => {
  it('is signed as AWS computes it', async () => {
    const requests = await send(baselines[which]);
    expect(requests).toHaveLength(2);
    for (const request of requests) {
      expect(request.headers.authorization).toContain(`Signature=${signatureOf(request)}`);
      expect(request.headers.authorization).toContain(`Credential=${KEY.accessKeyId}/`);
      expect(request.headers['x-amz-security-token']).toBe(KEY.session);
      for (const signed of ['host', 'x-amz-date', 'x-amz-target', 'x-amz-content-sha256', 'x-amz-security-token'])
        expect(request.headers.authorization).toContain(signed);
    }
  });

  it('is sent and signed again after a fault', async () => {
    failing.push(500, 500);
    const requests = await send(baselines[which]);
    expect(requests).toHaveLength(4);
    for (const request of requests) {
      expect(request.headers.authorization).toContain(`Signature=${signatureOf(request)}`);
    }
  });
});

describe('the SDK in the bundles', () => {
  it('sends the same requests as the full SDK, except the user agent', async () => {
    const [whole, trimmed] = [await send(baselines.sdkOnly), await send(baselines.sdkTrimmed)];
    const differing = ['amz-sdk-invocation-id', 'authorization', 'user-agent', 'x-amz-date', 'x-amz-user-agent'];
    const comparable = ({ headers, body }: Received) => ({
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !differing.includes(name))),
      body: JSON.parse(body),
    });
    expect(trimmed.map(comparable)).toEqual(whole.map(comparable));
    expect(trimmed[0]?.headers['user-agent']).toBe('serverless-proctoring');
  });
});
