import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';

/** The names of all tables of a DynamoDB Local, in order. */
export async function tablesAt(endpoint: string): Promise<string[]> {
  const client = localDynamodbClient(endpoint);
  const { TableNames } = await client.send(new ListTablesCommand({})).finally(() => client.destroy());
  return TableNames ?? [];
}
