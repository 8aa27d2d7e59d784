import { type Client, createClient, ProblemError } from '../../src/client/client.ts';
import type { Caller } from '../../src/domain/actors.ts';
import { createToken } from '../token.ts';

/** An unexpected answer of the service; the message is the line to print. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
}

const ANSWER_DEADLINE_MS = 60_000;

/** The service, as the roles of the demo call it. */
export interface DemoApi {
  /** A client with the caller's token; without a token for the vendor. */
  as(caller?: Caller): Client;
  /** The HTTP status of the last answer. */
  lastStatus(): number;
}

/** Calls the service over HTTP, with tokens signed by the secret. @param signal aborts the calls */
export function createDemoApi(url: string, secret: string, signal: AbortSignal): DemoApi {
  let status = 0;
  const send: typeof fetch = async (target, init) => {
    try {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]);
      const response = await fetch(target, { ...init, signal: deadline });
      status = response.status;
      return response;
    } catch (error) {
      const { message, cause } = error as Error;
      const { pathname } = new URL(String(target));
      throw new DemoFailure(
        `${init?.method} ${pathname}: no answer. ${cause instanceof Error ? cause.message : message}`,
      );
    }
  };
  return {
    as: caller =>
      createClient({
        baseUrl: url,
        fetch: send,
        validate: true,
        ...(caller && { token: () => createToken(caller, secret) }),
      }),
    lastStatus: () => status,
  };
}

/** The answer of the call. @param operation its name in the message @throws DemoFailure on a problem */
export async function expectOk<Answer>(operation: string, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new DemoFailure(`${operation}: ${error.status} instead of 200. ${error.detail}`);
  }
}
