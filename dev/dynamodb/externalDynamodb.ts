import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CommandError } from '../../cli/commandError.ts';
import { localDynamodbClient } from './localClients.ts';

const DEADLINE_MS = 20_000;

/**
 * Checks that an external DynamoDB answers.
 * @throws CommandError if it does not
 */
export async function requireDynamodb(endpoint: string): Promise<void> {
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint)) {
    throw new CommandError(`DYNAMODB_ENDPOINT must be a URL such as http://localhost:8000, not "${endpoint}".`);
  }
  const client = localDynamodbClient(endpoint);
  try {
    await client.send(new ListTablesCommand({ Limit: 1 }), { abortSignal: AbortSignal.timeout(DEADLINE_MS) });
  } catch {
    throw new CommandError(`No DynamoDB answers at ${endpoint}. Start it, or unset DYNAMODB_ENDPOINT.`);
  } finally {
    client.destroy();
  }
}
