import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { backoff } from '../platform/backoff.ts';

/** Reads the text of a secret. @throws Error that names the secret, never its text */
export type ReadSecret = (secretId: string) => Promise<string>;

const TIMEOUT_MS = 3000;
const MAX_TRIES = 3;
const BACKOFF = { baseMs: 400, maxMs: 800 };

/** The AWS variables of a function's environment. */
export interface AwsEnvironment {
  AWS_REGION?: string | undefined;
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  AWS_SESSION_TOKEN?: string | undefined;
  AWS_ENDPOINT_URL_SECRETS_MANAGER?: string | undefined;
}

/** Calls GetSecretValue with the signer of the DynamoDB client: the SDK's client would enlarge each bundle for one call. */
export function createReadSecret(env: AwsEnvironment): ReadSecret {
  const { AWS_REGION: region = '' } = env;
  const endpoint = new URL(env.AWS_ENDPOINT_URL_SECRETS_MANAGER || endpointOf(region));
  const signer = new SignatureV4({
    service: 'secretsmanager',
    region,
    sha256: Sha256,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    },
  });
  return async secretId => {
    if (region === '') throw new Error(`the secret ${secretId} cannot be read: AWS_REGION is not set`);
    for (let tries = 1; ; tries++) {
      const response = await getSecretValue(signer, endpoint, JSON.stringify({ SecretId: secretId }));
      if (response.text !== undefined) return response.text;
      if (!response.isRetryable || tries === MAX_TRIES) {
        throw new Error(`the secret ${secretId} cannot be read: ${response.fault}`);
      }
      await backoff(tries, BACKOFF);
    }
  };
}

function endpointOf(region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://secretsmanager.${region}.${domain}`;
}

type SecretResponse = { text: string } | { text?: undefined; fault: string; isRetryable: boolean };

async function getSecretValue(signer: SignatureV4, endpoint: URL, body: string): Promise<SecretResponse> {
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    path: '/',
    headers: {
      host: endpoint.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body,
  });
  try {
    const { host: _, ...sentHeaders } = headers;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: sentHeaders,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return parseResponse(response.status, await response.text());
  } catch (error) {
    return { fault: error instanceof Error ? error.name : 'no response', isRetryable: true };
  }
}

function parseResponse(status: number, body: string): SecretResponse {
  const content = parseObject(body);
  if (status === 200 && typeof content.SecretString === 'string') return { text: content.SecretString };
  if (status === 200) return { fault: 'SecretBinary is not supported; store a text', isRetryable: false };
  // `com.amazonaws.secretsmanager#ResourceNotFoundException`
  const name = String(content.__type ?? `status ${status}`).replace(/^.*#/, '');
  return { fault: name, isRetryable: status >= 500 || status === 429 || /Throttl/.test(name) };
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
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
