import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The DynamoDB client of a function, made once at module scope. The SDK has no request time-out by default: with these
 * every retry ends well before the function's own time-out (serverless.yml, 15 s).
 */
export function createClient(overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2500 },
    ...overrides,
  });
}

/** The same, speaking in plain values. */
export function createDocumentClient(overrides: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(createClient(overrides), { marshallOptions: { removeUndefinedValues: true } });
}
