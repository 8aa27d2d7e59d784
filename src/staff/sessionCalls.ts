/** Calls of one session, which may be followed by another user's in the same tab. */

export interface CallSession {
  /** Raised by each log-in. */
  number: () => number;
  /** Whether the token is one of the present session. */
  hasToken: (token: string) => boolean;
  /** The access token in place of a rejected one; undefined without another. */
  replaceToken: (rejected: string) => Promise<string | undefined>;
  /** Ends the session, as the service rejects its token. */
  end: () => void;
}

/** Settles only in the session in which the work has begun: its result is shown to no other user. */
function inSession<Result>(session: CallSession, work: Promise<Result>): Promise<Result> {
  const own = session.number();
  return new Promise((resolve, reject) => {
    work.then(
      result => session.number() === own && resolve(result),
      error => session.number() === own && reject(error),
    );
  });
}

/** Every call of a client, each in its session. */
export function bindCalls<Calls extends object>(session: CallSession, calls: Calls): Calls {
  const entries: [string, (...input: unknown[]) => Promise<unknown>][] = Object.entries(calls);
  const bound = entries.map(([id, call]) => [id, (...input: unknown[]) => inSession(session, call(...input))]);
  return Object.fromEntries(bound);
}

const SCHEME = 'Bearer ';

/** Sends a rejected request again with another token, as nothing has happened; without one the session of the request ends. */
export function createSessionFetch(session: CallSession, send: typeof fetch): typeof fetch {
  return async (input, init = {}) => {
    const headers = new Headers(init.headers);
    const own = (headers.get('authorization') ?? '').slice(SCHEME.length);
    const response = await send(input, init);
    if (response.status !== 401 || !session.hasToken(own)) return response;
    const token = await session.replaceToken(own);
    if (token !== undefined && session.hasToken(own)) {
      headers.set('authorization', SCHEME + token);
      const answer = await send(input, { ...init, headers });
      if (answer.status !== 401) return answer;
    }
    if (session.hasToken(own)) session.end();
    return response;
  };
}
