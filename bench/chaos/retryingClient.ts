import { setTimeout as pause } from 'node:timers/promises';
import { createToken } from '../../dev/token.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import type { Caller } from '../../src/domain/actors.ts';
import { Counter } from './faultInjector.ts';

/** Sufficient for the restart of a killed service. */
const MAX_ATTEMPTS = 300;
const REQUEST_TIMEOUT_MS = 40_000;

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  body: any;
  /** The code of a problem document. */
  code: string | undefined;
  /** An earlier request of the same call had no answer or a 5xx, and may have taken effect. */
  wasRetried: boolean;
}

/** A client that retries each request until an answer other than 5xx. */
export function createRetryingClient(url: string) {
  const retries = new Counter();
  /** No injected fault explains one: all are transient, which is a 502 or 503. */
  const internalErrors: string[] = [];
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (caller: Caller) => {
    const key = JSON.stringify(caller);
    const token = tokens.get(key) ?? createToken(caller, DEVELOPMENT_TOKEN_SECRET);
    if (caller.userId < 100) tokens.set(key, token);
    return token;
  };
  const send = async (method: string, path: string, caller: Caller | null, body: string | null) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(caller && { authorization: `Bearer ${await tokenOf(caller)}` }),
        ...(body !== null && { 'content-type': 'application/json' }),
      },
      body,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const text = await response.text();
    // serverless-offline answers 200 for a function that timed out; API Gateway answers 503.
    return { text, status: text.includes('LambdaTimeoutError') ? 503 : response.status };
  };
  const count = (request: string, answer: { text: string; status: number } | undefined) => {
    retries.add(answer ? `answered ${answer.status}` : 'not answered');
    if (answer?.status === 500) internalErrors.push(`${request}: ${answer.text.slice(0, 200)}`);
  };
  const call = async (
    method: string,
    path: string,
    caller: Caller | null,
    payload?: object | string,
  ): Promise<Answer> => {
    const body = payload === undefined || typeof payload === 'string' ? (payload ?? null) : JSON.stringify(payload);
    for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts++) {
      const answer = await send(method, path, caller, body).catch(() => undefined);
      if (answer && answer.status < 500)
        return { status: answer.status, ...parseAnswer(answer.text), wasRetried: attempts > 0 };
      count(`${method} ${path}`, answer);
      await pause(Math.min(1000, 20 * 2 ** attempts) * (0.5 + Math.random()));
    }
    throw new Error(`${method} ${path} got no answer.`);
  };
  return { call, retries, internalErrors };
}

function parseAnswer(text: string): Pick<Answer, 'body' | 'code'> {
  try {
    const body = JSON.parse(text);
    return { body, code: typeof body?.type === 'string' ? body.type.split(/[:/#]/).at(-1) : undefined };
  } catch {
    return { body: undefined, code: undefined };
  }
}
