/** Where an event came from decides whether its path is still percent-encoded. */
export type PathEncoding = 'encoded' | 'decoded' | 'unknown';

/** Characters that no percent-encoded path has. */
const NOT_ENCODED = /[^!-~]|["<>]/;

/**
 * The path with nothing percent-encoded any more. A decoded one is never decoded again: `%41` in it are the three characters
 * that the caller encoded. One that cannot be decoded was decoded already, such as a search for "100%".
 */
export function decodePath(path: string, encoding: PathEncoding = 'unknown'): string {
  if (encoding === 'decoded' || (encoding === 'unknown' && NOT_ENCODED.test(path))) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
