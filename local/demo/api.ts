import type { Caller } from '../../src/domain/actors.ts';
import { createToken } from '../token.ts';

/** The service answered otherwise than the demo expects; the message is the one line to show. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
}

const ANSWER_DEADLINE_MS = 20_000;

export interface DemoRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** Whose token goes with it; the vendor has none. */
  as?: Caller;
  body?: unknown;
}

export interface DemoAnswer {
  status: number;
  json: unknown;
}

/** Sends a request to the service, whatever it answers. */
export type DemoApi = (request: DemoRequest) => Promise<DemoAnswer>;

/** Calls the service over HTTP, with tokens signed by the secret. @param signal gives up calling */
export function createDemoApi(url: string, secret: string, signal: AbortSignal): DemoApi {
  return async ({ method, path, as, body }) => {
    const init: RequestInit = {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${await createToken(as, secret)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]),
    };
    try {
      const response = await fetch(new URL(path, url), init);
      return { status: response.status, json: parse(await response.text()) };
    } catch (error) {
      const { message, cause } = error as Error;
      throw new DemoFailure(`${method} ${path}: no answer. ${cause instanceof Error ? cause.message : message}`);
    }
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The body of an answer that must be 200. @throws DemoFailure */
export async function expectOk(api: DemoApi, request: DemoRequest): Promise<unknown> {
  const answer = await api(request);
  requireOk(`${request.method} ${request.path}`, answer);
  return answer.json;
}

/** @param what was asked for @throws DemoFailure */
export function requireOk(what: string, answer: DemoAnswer): void {
  if (answer.status !== 200) throw new DemoFailure(`${what}: ${answer.status} instead of 200. ${detailOf(answer)}`);
}

/** What an answer says about why, if it is a problem document. */
function detailOf({ json }: DemoAnswer): string {
  if (typeof json === 'object' && json !== null && 'detail' in json) return String(json.detail);
  return JSON.stringify(json);
}
