import { setTimeout as pause } from 'node:timers/promises';
import { createToken } from '../../local/token.ts';
import { DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import type { Caller } from '../../src/domain/actors.ts';
import { Tally } from './faultInjector.ts';

/** A service that was killed needs some seconds; nobody gives up within so many tries. */
const MOST_TRIES = 300;
const TRY_DEADLINE_MS = 40_000;

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  body: any;
  /** The code of a refusal. */
  code: string | undefined;
  /** An earlier try got no answer, or a 5xx: it may have been done all the same. */
  wasUncertain: boolean;
}

/** Calls the service as a good client does: again and again until there is an answer that is none of 5xx. */
export function persistentCaller(url: string) {
  const retries = new Tally();
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (who: Caller) => {
    const key = JSON.stringify(who);
    const token = tokens.get(key) ?? createToken(who, DEVELOPMENT_TOKEN_SECRET);
    if (who.userId < 100) tokens.set(key, token);
    return token;
  };
  const attempt = async (method: string, path: string, who: Caller | null, body: string | null) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(who && { authorization: `Bearer ${await tokenOf(who)}` }),
        ...(body !== null && { 'content-type': 'application/json' }),
      },
      body,
      signal: AbortSignal.timeout(TRY_DEADLINE_MS),
    });
    const text = await response.text();
    // serverless-offline says 200 of a function at its time limit; API Gateway says 503.
    return { text, status: text.includes('LambdaTimeoutError') ? 503 : response.status };
  };
  const call = async (method: string, path: string, who: Caller | null, given?: object | string): Promise<Answer> => {
    const body = given === undefined || typeof given === 'string' ? (given ?? null) : JSON.stringify(given);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const answer = await attempt(method, path, who, body).catch(() => undefined);
      if (answer && answer.status < 500)
        return { status: answer.status, ...parsed(answer.text), wasUncertain: tries > 0 };
      retries.add(answer ? `answered ${answer.status}` : 'not answered');
      await pause(Math.min(1000, 20 * 2 ** tries) * (0.5 + Math.random()));
    }
    throw new Error(`${method} ${path} was never answered.`);
  };
  return { call, retries };
}

function parsed(text: string): Pick<Answer, 'body' | 'code'> {
  try {
    const body = JSON.parse(text);
    return { body, code: typeof body?.type === 'string' ? body.type.split(/[:/#]/).at(-1) : undefined };
  } catch {
    return { body: undefined, code: undefined };
  }
}
