import { lookup as lookupHost } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Overloaded } from '../domain/errors.ts';
import type { Clock } from '../domain/time.ts';
import { checkWebhookUrl, type UrlRules } from '../domain/webhooks/webhookUrl.ts';
import { callSignal } from '../platform/requestSignal.ts';
import type { SendWebhook, WebhookRequest } from '../usecases/ports/webhookDelivery.ts';
import { parseRetryAfter } from './retryAfter.ts';

/** Time limit of a request, to the end of its answer. */
export const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 1024;

interface SenderOptions {
  urlRules: UrlRules;
  clock: Clock;
  timeoutMs?: number;
  /** Resolves names; that of the system by default. */
  lookup?: LookupFunction;
  /** Trusted certificate authorities instead of the public ones. */
  ca?: string;
}

/**
 * Sends requests to public addresses only: a name is resolved once, and the connection goes to the address that was checked.
 * A request has a connection of its own, follows no redirect, and reads the first 1,024 bytes of the answer.
 * @throws Overloaded where the service itself cannot connect
 */
export function createSendWebhook({
  urlRules,
  clock,
  timeoutMs = TIMEOUT_MS,
  lookup = lookupHost as LookupFunction,
  ca,
}: SenderOptions): SendWebhook {
  return async request => {
    const checked = checkWebhookUrl(request.url, urlRules);
    if ('fault' in checked) return { fault: 'forbidden_address' };
    const signal = callSignal(timeoutMs);
    const url = new URL(checked.url);
    // Plain HTTP is permitted to this machine only, whose addresses are not public.
    const publicOnly = url.protocol === 'https:' && {
      lookup: publicLookup(lookup, urlRules),
      ...(ca !== undefined && { ca }),
    };
    try {
      const { statusCode = 0, headers, text } = await send(request, url, { signal, ...publicOnly });
      return { status: statusCode, retryAfterSeconds: parseRetryAfter(headers['retry-after'], clock()), text };
    } catch (error) {
      if (error instanceof ForbiddenAddress) return { fault: 'forbidden_address' };
      if (isOwnFault(error)) throw new Overloaded('The service has no connection for a request', error);
      return { fault: signal.aborted ? 'timed_out' : 'unreachable' };
    }
  };
}

/** Errors before any packet to the endpoint: no descriptor, memory, local port or network. A name server may be the endpoint's. */
const OWN_FAULTS = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EADDRNOTAVAIL', 'ENETDOWN']);

function isOwnFault(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && OWN_FAULTS.has(String(error.code));
}

class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** Fails if any address of the name is not public. */
function publicLookup(lookup: LookupFunction, { isPublicAddress }: UrlRules): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, resolved) => {
      const addresses = Array.isArray(resolved) ? resolved : [];
      const [first] = addresses;
      if (error || !first) return callback(error ?? new Error('no address'), '');
      if (!addresses.every(({ address }) => isPublicAddress(address))) return callback(new ForbiddenAddress(), '');
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
}

type Answer = Pick<IncomingMessage, 'statusCode' | 'headers'> & { text: string };

async function send({ headers, body }: WebhookRequest, url: URL, options: RequestOptions): Promise<Answer> {
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = start(url, {
      ...options,
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      // No connection is used again: it might be one that broke while the function was frozen.
      agent: false,
    });
    request.on('response', resolve);
    request.on('error', reject);
    // A connection may also end without an error, as after a change of the protocol.
    request.on('close', () => reject(new Error('closed without an answer')));
    request.end(body);
  });
  return { statusCode: response.statusCode, headers: response.headers, text: await readStart(response) };
}

/** The first bytes of the answer; leaving the loop closes the connection. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_ANSWER_BYTES) break;
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES));
}
