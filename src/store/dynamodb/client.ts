import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { OutOfTime } from '../../domain/errors.ts';
import { isLocalStack } from '../../platform/localStack.ts';
import { isRequestOver, requestSignal } from '../../platform/requestSignal.ts';
import { toOverload } from './overload.ts';

/** Time-outs in milliseconds, of one try. */
interface ClientSettings extends DynamoDBClientConfig {
  requestTimeout?: number;
  connectionTimeout?: number;
}

/** DynamoDB Local processes calls one after the other, abandoned ones included, on a machine that may be busy. */
const LOCAL_TIMEOUT = 60_000;

/**
 * The DynamoDB client of a function, created once at module scope. Its calls throw `Overloaded` if the same call can succeed
 * later.
 */
export function createClient(settings: ClientSettings = {}): DynamoDBClient {
  const { requestTimeout = 2000, connectionTimeout = 1000, ...overrides } = settings;
  const isLocal = isLocalStack(process.env);
  const client = new DynamoDBClient({
    maxAttempts: isLocal ? 2 : 3,
    // The only strategy in the bundles (build/lean-sdk).
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: isLocal ? LOCAL_TIMEOUT : connectionTimeout,
      requestTimeout: isLocal ? LOCAL_TIMEOUT : requestTimeout,
      // By default the SDK waits without limit, or only warns. With these, all tries fail well before the function's time-out.
      throwOnRequestTimeout: true,
    },
    ...overrides,
  });
  client.middlewareStack.add(
    next => async args => {
      try {
        return await next(args);
      } catch (error) {
        throw isRequestOver() ? new OutOfTime() : toOverload(error);
      }
    },
    { step: 'initialize', name: 'toOverload' },
  );
  client.middlewareStack.add(
    next => async args => {
      // A write that takes effect after the answer could undo what its repetition has done since.
      if (isRequestOver()) throw new OutOfTime();
      return next(args);
    },
    // Within the retries of the SDK.
    { step: 'finalizeRequest', priority: 'low', name: 'endOfRequest' },
  );
  // A call that waits for a connection, or for its answer, ends with its request.
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request, options = {}) => {
    const signal = requestSignal();
    return handle(request, signal ? { ...options, abortSignal: signal } : options);
  };
  // It passes inputs and outputs, which contain names and emails, to a logger.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** The same client for unmarshalled items. */
export function createDocumentClient(settings: ClientSettings = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(createClient(settings), {
    marshallOptions: { removeUndefinedValues: true },
    // Instead of failing on a manually written number beyond JavaScript's range.
    unmarshallOptions: { wrapNumbers: Number },
  });
}
