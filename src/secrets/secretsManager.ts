import { createHash, createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';

/** Reads the text of a secret. @throws Error that names the secret, never its text */
export type ReadSecret = (secretId: string) => Promise<string>;

const TIMEOUT_MS = 3000;
const MAX_ATTEMPTS = 3;

/** The AWS variables of a function's environment. */
export interface AwsEnvironment {
  AWS_REGION?: string | undefined;
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  AWS_SESSION_TOKEN?: string | undefined;
  AWS_ENDPOINT_URL_SECRETS_MANAGER?: string | undefined;
}

/**
 * Reads secrets by GetSecretValue with the signer of the DynamoDB client: the SDK's own client would enlarge each bundle
 * for a single call.
 */
export function createReadSecret(env: AwsEnvironment): ReadSecret {
  const { AWS_REGION: region = 'us-east-1' } = env;
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
    for (let attempt = 1; ; attempt++) {
      const answer = await getSecretValue(signer, endpoint, JSON.stringify({ SecretId: secretId }));
      if (answer.text !== undefined) return answer.text;
      if (!answer.isRetryable || attempt === MAX_ATTEMPTS) {
        throw new Error(`the secret ${secretId} cannot be read: ${answer.fault}`);
      }
      await pause(Math.random() * 200 * 2 ** attempt);
    }
  };
}

function endpointOf(region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://secretsmanager.${region}.${domain}`;
}

type SecretAnswer = { text: string } | { text?: undefined; fault: string; isRetryable: boolean };

async function getSecretValue(signer: SignatureV4, endpoint: URL, body: string): Promise<SecretAnswer> {
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
    return readAnswer(response.status, await response.text());
  } catch (error) {
    return { fault: error instanceof Error ? error.name : 'no answer', isRetryable: true };
  }
}

function readAnswer(status: number, body: string): SecretAnswer {
  const answer = parseObject(body);
  if (status === 200 && typeof answer.SecretString === 'string') return { text: answer.SecretString };
  if (status === 200) return { fault: 'it is not text', isRetryable: false };
  // `com.amazonaws.secretsmanager#ResourceNotFoundException`
  const name = String(answer.__type ?? `status ${status}`).replace(/^.*#/, '');
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

/** The hash interface of the signer. */
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
