import { Overloaded } from '../../domain/errors.ts';

/** Errors after which the same call can succeed later. */
const TEMPORARY = new Set([
  'ThrottlingException',
  'Throttling',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'TooManyRequestsException',
  'TransactionInProgressException',
  'TransactionConflictException',
  'ReplicatedWriteConflictException',
  'InternalServerError',
  'InternalServerException',
  'InternalFailure',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  // Errors of the client: no response, or not in time.
  'TimeoutError',
  'RequestTimeout',
]);

/** Errors of the connection, by their `code`. */
const UNREACHABLE = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_\w+)$/;

/** Converts the error of a call, after all retries, to `Overloaded` if the same call can succeed later. */
export function toOverload(error: unknown): unknown {
  return error instanceof Error && !(error instanceof Overloaded) && isTemporary(error)
    ? new Overloaded(error.message, error)
    : error;
}

function isTemporary(error: Error & { code?: unknown; $metadata?: { httpStatusCode?: number } }): boolean {
  if (TEMPORARY.has(error.name)) return true;
  const status = error.$metadata?.httpStatusCode ?? 0;
  return status >= 500 || status === 429 || (typeof error.code === 'string' && UNREACHABLE.test(error.code));
}
