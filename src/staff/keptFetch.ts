/** Browsers refuse more than 64 KB in all requests that outlive their page. */
export const MAX_KEPT_LENGTH = 8000;
const MAX_TOTAL_LENGTH = 60_000;

/** Changes are completed although the page is closed meanwhile, as far as browsers permit. */
export function createKeptFetch(send: typeof fetch): typeof fetch {
  let total = 0;
  return async (input, init = {}) => {
    const length = typeof init.body === 'string' ? init.body.length : 0;
    const isChange = (init.method ?? 'GET') !== 'GET';
    const keepalive = isChange && length <= MAX_KEPT_LENGTH && total + length <= MAX_TOTAL_LENGTH;
    if (!keepalive) return send(input, init);
    total += length;
    try {
      return await send(input, { ...init, keepalive });
    } finally {
      total -= length;
    }
  };
}
