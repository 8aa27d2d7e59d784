import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { PlainCall } from '../plainCalls.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** Sends the calls of the event and returns the answers as JSON, without token, validation, rules and log. */
export async function handler({ calls }: { calls: readonly PlainCall[] }) {
  const answers: unknown[] = [];
  for (const call of calls) answers.push(await send(call));
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answers) };
}

function send({ target, input }: PlainCall): Promise<unknown> {
  switch (target) {
    case 'GetItem':
      return client.send(new GetCommand(input as never));
    case 'BatchGetItem':
      return client.send(new BatchGetCommand(input as never));
    case 'PutItem':
      return client.send(new PutCommand(input as never));
    case 'UpdateItem':
      return client.send(new UpdateCommand(input as never));
    case 'Query':
      return client.send(new QueryCommand(input as never));
    case 'BatchWriteItem':
      return client.send(new BatchWriteCommand(input as never));
    case 'TransactWriteItems':
      return client.send(new TransactWriteCommand(input as never));
  }
}
