import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toOverload } from './overload.ts';

/** The time-outs are in milliseconds, for one try. */
interface ClientSettings extends DynamoDBClientConfig {
  requestTimeout?: number;
  connectionTimeout?: number;
}

/** DynamoDB Local processes calls one after the other, including those that have been abandoned. */
const LOCAL_TIMEOUT = 10_000;

/**
 * The DynamoDB client of a function, made once at module scope. By default the SDK waits for an answer without end, and
 * with a request time-out alone it only warns. With these a call that is never answered fails after about 7 s (on the local
 * stack 20), well before the function's own time-out (serverless.yml).
 * Its calls throw `Overloaded` where the same call can succeed later.
 */
export function createClient(settings: ClientSettings = {}): DynamoDBClient {
  const { requestTimeout = 2000, connectionTimeout = 1000, ...overrides } = settings;
  const isLocal = process.env.STAGE === 'local' && process.env.AWS_LAMBDA_RUNTIME_API === undefined;
  const client = new DynamoDBClient({
    maxAttempts: isLocal ? 2 : 3,
    // Bundles have no other strategy (build/lean-sdk).
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: isLocal ? LOCAL_TIMEOUT : connectionTimeout,
      requestTimeout: isLocal ? LOCAL_TIMEOUT : requestTimeout,
      throwOnRequestTimeout: true,
    },
    ...overrides,
  });
  client.middlewareStack.add(
    next => async args => {
      try {
        return await next(args);
      } catch (error) {
        throw toOverload(error);
      }
    },
    { step: 'initialize', name: 'toOverload' },
  );
  // It prepares every input and output for a logger, which would log names and emails.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** The same, with plain values in place of DynamoDB's. */
export function createDocumentClient(settings: ClientSettings = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(createClient(settings), {
    marshallOptions: { removeUndefinedValues: true },
    // A manually written number can exceed JavaScript's range; that is no reason to fail.
    unmarshallOptions: { wrapNumbers: Number },
  });
}
