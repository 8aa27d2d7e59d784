import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { backoff } from '../platform/backoff.ts';
import { parseObject } from '../platform/parseObject.ts';
import { callSignal, isRequestOver } from '../platform/requestSignal.ts';

/** The AWS variables of a function's environment. */
export interface AwsEnvironment {
  AWS_REGION?: string | undefined;
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  AWS_SESSION_TOKEN?: string | undefined;
}

/** A service of AWS with a JSON protocol. */
export interface AwsService {
  /** Its name in signatures and host names. */
  name: 'secretsmanager' | 'sqs' | 'events';
  /** Precedes the operation in the header `x-amz-target`. */
  target: 'secretsmanager' | 'AmazonSQS' | 'AWSEvents';
  jsonVersion: '1.0' | '1.1';
  /** Replaces the region's endpoint, as for the local stack. */
  endpoint?: string | undefined;
}

export type AwsAnswer = { content: Readonly<Record<string, unknown>> } | AwsFault;

interface AwsFault {
  /** The name of the error; never a part of the input. */
  fault: string;
  isRetryable: boolean;
}

/** Calls an operation. Never throws. */
export type AwsCall = (operation: string, input: object) => Promise<AwsAnswer>;

const REQUEST_OVER: AwsFault = { fault: 'the request has run out of time', isRetryable: false };
const TIMEOUT_MS = 3000;
const MAX_TRIES = 3;
const BACKOFF = { baseMs: 400, maxMs: 800 };

/** Calls a service with the signer of the DynamoDB client: a client of the SDK would enlarge each bundle for a few calls. */
export function createAwsCall(env: AwsEnvironment, service: AwsService): AwsCall {
  const { AWS_REGION: region = '' } = env;
  const endpoint = new URL(service.endpoint || endpointOf(service.name, region));
  const signer = new SignatureV4({
    service: service.name,
    region,
    sha256: Sha256,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    },
  });
  return async (operation, input) => {
    if (region === '') return { fault: 'AWS_REGION is not set', isRetryable: false };
    for (let tries = 1; ; tries++) {
      // A message that is sent after the answer could be sent twice by the repetition.
      if (isRequestOver()) return REQUEST_OVER;
      const answer = await callOnce(signer, endpoint, {
        contentType: `application/x-amz-json-${service.jsonVersion}`,
        target: `${service.target}.${operation}`,
        body: JSON.stringify(input),
      });
      if (!('fault' in answer) || !answer.isRetryable || tries === MAX_TRIES) return answer;
      await backoff(tries, BACKOFF);
    }
  };
}

function endpointOf(service: string, region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${service}.${region}.${domain}`;
}

async function callOnce(
  signer: SignatureV4,
  endpoint: URL,
  { contentType, target, body }: { contentType: string; target: string; body: string },
): Promise<AwsAnswer> {
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    path: '/',
    headers: { host: endpoint.host, 'content-type': contentType, 'x-amz-target': target },
    body,
  });
  try {
    const { host: _, ...sentHeaders } = headers;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: sentHeaders,
      body,
      redirect: 'error',
      signal: callSignal(TIMEOUT_MS),
    });
    return parseAnswer(response.status, await response.text());
  } catch (error) {
    return { fault: error instanceof Error ? error.name : 'no response', isRetryable: true };
  }
}

function parseAnswer(status: number, body: string): AwsAnswer {
  const content = parseObject(body) ?? {};
  if (status === 200) return { content };
  // `com.amazonaws.secretsmanager#ResourceNotFoundException`
  const name = String(content.__type ?? `status ${status}`).replace(/^.*#/, '');
  return { fault: name, isRetryable: status >= 500 || status === 429 || /Throttl/.test(name) };
}

/** Implements the hash interface of the signer. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : toBytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new TypeError('reset is not supported');
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
