import * as z from 'zod/mini';
import { CommandError } from '../../cli/commandError.ts';

const TIMEOUT_MS = 60_000;

export interface Registration {
  serviceUrl: string;
  /** A token of global staff. */
  token: string;
  /** The URL of the receiver. */
  url: string;
  types: readonly string[];
}

export interface RegisteredWebhook {
  id: string;
  /** Sends a test event, which activates the webhook. @throws CommandError if it is not accepted */
  test(): Promise<void>;
  /** Deletes the webhook. */
  remove(): Promise<void>;
}

const LIST = z.object({ results: z.array(z.object({ id: z.string(), url: z.string() })) });
const CREATED = z.object({ id: z.string(), secret: z.string() });
const TESTED = z.object({
  is_delivered: z.boolean(),
  status_code: z.nullable(z.number()),
  fault: z.nullable(z.string()),
});

/**
 * Creates a webhook for a receiver, in place of those that earlier receivers have left at its URL.
 * @param onSecret called with the secret, before any delivery
 * @throws CommandError with the answer of the service
 */
export async function registerWebhook(
  { serviceUrl, token, url, types }: Registration,
  onSecret: (secret: string) => void,
): Promise<RegisteredWebhook> {
  const call = callerOf(`${serviceUrl}/api/proctoring/v1/webhooks`, token);
  const { results } = LIST.parse(await call('GET', ''));
  for (const webhook of results.filter(webhook => webhook.url === url)) await call('DELETE', `/${webhook.id}`);
  const { id, secret } = CREATED.parse(await call('POST', '', { url, types, description: 'npm run webhook-receiver' }));
  onSecret(secret);
  return {
    id,
    async test() {
      const { is_delivered, status_code, fault } = TESTED.parse(await call('POST', `/${id}/test`));
      if (is_delivered) return;
      throw new CommandError(`The test of the webhook ${id} failed: ${fault ?? `answered ${status_code}`}.`);
    },
    async remove() {
      await call('DELETE', `/${id}`);
    },
  };
}

function callerOf(base: string, token: string) {
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(error => {
      throw new CommandError(`The service does not answer at ${base}: ${(error as Error).message}`);
    });
    const text = await response.text();
    if (!response.ok) throw new CommandError(`${method} ${base}${path} was answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}
