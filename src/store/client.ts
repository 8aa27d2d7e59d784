import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What a client is made with; the time-outs are in milliseconds, for one try. */
interface ClientSettings extends DynamoDBClientConfig {
  requestTimeout?: number;
  connectionTimeout?: number;
}

/**
 * The DynamoDB client of a function, made once at module scope. By default the SDK waits for an answer without end, and
 * with a request time-out alone it only warns. With these a call that is never answered fails after about 7 s, well
 * before the function's own time-out (serverless.yml).
 */
export function createClient(settings: ClientSettings = {}): DynamoDBClient {
  const { requestTimeout = 2000, connectionTimeout = 1000, ...overrides } = settings;
  const client = new DynamoDBClient({
    maxAttempts: 3,
    // Bundles have no other strategy (local/bundle/).
    retryMode: 'standard',
    requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true },
    ...overrides,
  });
  // It copies every input and output for a logger that none is given; one that was given would log names and emails.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** The same, speaking in plain values. */
export function createDocumentClient(settings: ClientSettings = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(createClient(settings), {
    marshallOptions: { removeUndefinedValues: true },
    // A number made by hand can be beyond JavaScript's; nothing of ours is, and it is no reason to fail.
    unmarshallOptions: { wrapNumbers: Number },
  });
}
