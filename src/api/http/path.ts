import type { Endpoint } from '../contract/endpoint.ts';

/** Whether the source of an event passes paths percent-encoded. */
export type PathEncoding = 'encoded' | 'decoded' | 'unknown';

/** Characters that do not occur in a percent-encoded path. */
const NOT_ENCODED = /[^!-~]|["<>]/;

/**
 * Decodes a path at most once: in a decoded path `%41` stands for itself. A path that cannot be decoded, such as a search
 * for "100%", has been decoded before.
 */
export function decodePath(path: string, encoding: PathEncoding = 'unknown'): string {
  if (encoding === 'decoded' || (encoding === 'unknown' && NOT_ENCODED.test(path))) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The address of an endpoint, from its path in the contract. @param basePath the prefix that the caller uses */
export function addressOf({ path }: Endpoint, params: Readonly<Record<string, string>>, basePath: string): string {
  const filled = path.replaceAll(/\{(\w+)[+#]?\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  return `${basePath}${filled}`;
}
