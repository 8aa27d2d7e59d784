import { Overloaded } from '../../domain/errors.ts';

/** Errors by which DynamoDB puts a call off, or fails by itself: the same call can succeed later. */
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
  // Of the client: nobody answered, or not in time.
  'TimeoutError',
  'RequestTimeout',
]);

/** Errors of the connection, by their `code`. */
const UNREACHABLE = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|UND_ERR_\w+)$/;

/** The error of a call, retries included, as an `Overloaded` where the same call can succeed later. */
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
