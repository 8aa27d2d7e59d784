import { gzipSync } from 'node:zlib';
import { DomainError } from '../../domain/errors.ts';
import type { Result } from './middleware.ts';

/** Lambda's response limit of 6 MiB, less room for status and headers. */
const MAX_BYTES = 6 * 1024 * 1024 - 32_768;
/** Any answer below this fits: JSON encodes a character in at most six bytes. */
const MIN_CHECKED_CHARACTERS = 1_000_000;

/**
 * Compresses a large answer for callers that accept gzip, so that it fits into a response of Lambda.
 * @throws DomainError `not_acceptable` for an answer that does not fit
 */
export function fitAnswer(result: Result, acceptEncoding: string | undefined): Result {
  const { body = '' } = result;
  if (body.length < MIN_CHECKED_CHARACTERS) return result;
  if (acceptsGzip(acceptEncoding)) return compress(result, body);
  if (Buffer.byteLength(JSON.stringify(body)) <= MAX_BYTES) return withVary(result);
  throw new DomainError(
    'not_acceptable',
    'The answer is too large without compression. Send "Accept-Encoding: gzip" (curl --compressed).',
  );
}

function compress(result: Result, text: string): Result {
  const body = gzipSync(text).toString('base64');
  if (body.length > MAX_BYTES) {
    throw new DomainError('not_acceptable', 'The answer is too large, even with compression. Request a smaller page.');
  }
  const { headers, ...rest } = withVary(result);
  return { ...rest, headers: { ...headers, 'content-encoding': 'gzip' }, body, isBase64Encoded: true };
}

/** The encoding depends on the request's Accept-Encoding. */
function withVary(result: Result): Result {
  const { headers } = result;
  return {
    ...result,
    headers: { ...headers, vary: headers?.vary ? `${headers.vary}, Accept-Encoding` : 'Accept-Encoding' },
  };
}

/** RFC 9110, 12.5.3. Without the header the caller may not support any coding. */
function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const codings = new Map(
    (acceptEncoding ?? '').split(',').map(range => {
      const [coding = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase());
      const quality = parameters.find(parameter => parameter.startsWith('q='));
      return [coding, quality === undefined ? 1 : Number(quality.slice(2))];
    }),
  );
  return (codings.get('gzip') ?? codings.get('x-gzip') ?? codings.get('*') ?? 0) > 0;
}
