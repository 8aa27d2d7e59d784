import { CONTRACT } from '../api/contract/contract.ts';
import { type Endpoint, needsToken } from '../api/contract/endpoint.ts';
import type { CallOptions, Client } from './callTypes.ts';
import { ProblemError } from './problemError.ts';
import { validate } from './validate.ts';

export type { CallOptions, Client } from './callTypes.ts';
export { ProblemError } from './problemError.ts';

export interface ClientOptions {
  /** The service's address, such as `https://proctoring.example.edu`. */
  baseUrl: string;
  /** The caller's JWT, or a function that returns one for each call; undefined for callers without one, such as vendors. */
  token?: string | (() => Promise<string>);
  /** Replaces the global `fetch`. */
  fetch?: typeof fetch;
  /** Validates each answer by the contract. */
  validate?: boolean;
}

/** Input of an untyped call; `Client` has checked it. */
interface Input {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/**
 * Creates a client with one method for each endpoint, such as `await client.getAttempt({ params: { attempt_id: 5 } })`.
 * @returns methods, which throw ProblemError for an error status, TypeError for an invalid path parameter or response, else
 *   the error of `fetch`
 * @throws TypeError without an address of the service
 */
export function createClient(options: ClientOptions): Client {
  requireAddress((options as Partial<ClientOptions> | undefined)?.baseUrl);
  const calls = CONTRACT.flatMap(({ endpoints }) => endpoints).map(endpoint => [
    endpoint.id,
    (input: Input = {}, callOptions: CallOptions = {}) => call(options, endpoint, input, callOptions),
  ]);
  return Object.fromEntries(calls);
}

/** Fails early, in place of an error of `fetch` at each call. */
function requireAddress(baseUrl: unknown): void {
  if (typeof baseUrl === 'string' && /^https?:\/\/./i.test(baseUrl)) return;
  throw new TypeError(
    'createClient: baseUrl is missing or is not an http(s) address. Pass the service’s address, such as "https://proctoring.example.edu".',
  );
}

async function call(options: ClientOptions, endpoint: Endpoint, input: Input, { signal }: CallOptions) {
  const send = options.fetch ?? fetch;
  const hasBody = (endpoint.body ?? endpoint.delivery) !== undefined;
  const response = await send(urlOf(options.baseUrl, endpoint, input), {
    method: endpoint.method,
    headers: {
      accept: 'application/json',
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(needsToken(endpoint) && (await authorization(options.token))),
    },
    // Redirects are for browsers.
    redirect: 'manual',
    ...(hasBody && { body: JSON.stringify(input.body ?? {}) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  if (response.status >= 400) throw new ProblemError(response, parseJson(text));
  if (isFormatted(endpoint, response)) return text;
  const body = text === '' ? undefined : parseJson(text);
  if (text !== '' && body === undefined) {
    throw new TypeError(`${endpoint.id} answered ${response.status} with a body that is not JSON.`);
  }
  return options.validate ? validate(endpoint, response.status, body) : body;
}

function isFormatted({ formats = {} }: Endpoint, { headers }: Response): boolean {
  const [mediaType = ''] = headers.get('content-type')?.split(';') ?? [];
  return Object.values(formats).includes(mediaType);
}

async function authorization(token: ClientOptions['token']): Promise<Record<string, string>> {
  const jwt = typeof token === 'function' ? await token() : token;
  return jwt === undefined ? {} : { authorization: `Bearer ${jwt}` };
}

function urlOf(baseUrl: string, { path }: Endpoint, { params = {}, query = {} }: Input): string {
  const filled = path.replaceAll(/\{(\w+)[+#]?\}/g, (_, name: string) => segment(name, params[name]));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  return `${baseUrl.replace(/\/+$/, '')}${filled}${search.size > 0 ? `?${search}` : ''}`;
}

/** One path segment; an empty one, `.` and `..` would address another endpoint. */
function segment(name: string, value: unknown): string {
  const text = String(value ?? '');
  if (text === '' || text === '.' || text === '..') throw new TypeError(`${name}: "${text}" cannot be a path segment`);
  return encodeURIComponent(text);
}

/** Undefined for text that is not JSON, such as the page of a gateway. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
