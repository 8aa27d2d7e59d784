import { noteServerTime } from './serverClock.ts';

/**
 * Reads representations that have an entity tag again only if they have changed: an unchanged one is answered from memory.
 * @param isConditional decides by the address; of these the latest one is remembered
 */
export function createConditionalFetch(isConditional: (url: string) => boolean, send: typeof fetch): typeof fetch {
  let latest: { url: string; token: string | null; etag: string; body: string } | undefined;
  return async (input, init = {}) => {
    const url = String(input);
    const headers = new Headers(init.headers);
    const token = headers.get('authorization');
    // Another user may see less, and begins without anything of this one.
    if (latest?.token !== token) latest = undefined;
    if (!isRead(init) || !isConditional(url)) return send(input, init);
    const memory = latest?.url === url ? latest : undefined;
    if (memory) headers.set('if-none-match', memory.etag);
    const response = await send(input, { ...init, headers });
    noteServerTime(response.headers.get('date'), Date.now());
    if (response.status === 304 && memory) return answerOf(memory.body);
    const etag = response.headers.get('etag');
    if (!response.ok || etag === null) return response;
    const body = await response.text();
    latest = { url, token, etag, body };
    return answerOf(body);
  };
}

const isRead = ({ method = 'GET' }: RequestInit) => method === 'GET';

function answerOf(body: string): Response {
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}
