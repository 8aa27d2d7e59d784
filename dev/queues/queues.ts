import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { CommandError } from '../../cli/commandError.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../dynamodb/localClients.ts';
import type { QueueDefinition } from './queueDefinitions.ts';

const DEADLINE_MS = 20_000;

/** An SQS client of this endpoint, without the credentials of the environment. */
export function localSqsClient(endpoint: string): SQSClient {
  return new SQSClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
}

/**
 * Checks that an external SQS answers.
 * @throws CommandError if it does not
 */
export async function requireSqs(endpoint: string): Promise<void> {
  if (!URL.canParse(endpoint) || !/^https?:/.test(endpoint)) {
    throw new CommandError(`SQS_ENDPOINT must be a URL such as http://localhost:9324, not "${endpoint}".`);
  }
  const client = localSqsClient(endpoint);
  try {
    await client.send(new ListQueuesCommand({}), { abortSignal: AbortSignal.timeout(DEADLINE_MS) });
  } catch {
    throw new CommandError(`No SQS answers at ${endpoint}. Start it, or unset SQS_ENDPOINT.`);
  } finally {
    client.destroy();
  }
}

/**
 * Creates missing queues and sets the attributes of all.
 * @returns their URLs by logical id
 */
export async function createQueues(
  client: SQSClient,
  endpoint: string,
  definitions: readonly QueueDefinition[],
): Promise<Record<string, string>> {
  const urls: Record<string, string> = {};
  for (const { logicalId, name } of definitions) {
    const { pathname } = new URL(await createQueue(client, name));
    // Local servers answer with host names of their own, which may not resolve.
    urls[logicalId] = new URL(pathname, endpoint).href;
  }
  await Promise.all(
    definitions.map(async ({ logicalId, attributes, deadLetters }) => {
      const redrive = deadLetters && {
        deadLetterTargetArn: await queueArn(client, urls[deadLetters.logicalId] ?? ''),
        maxReceiveCount: deadLetters.maxReceiveCount,
      };
      const Attributes = { ...attributes, ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }) };
      const QueueUrl = urls[logicalId] ?? '';
      if (Object.keys(Attributes).length > 0)
        await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    }),
  );
  return urls;
}

/** Without attributes, with which SQS rejects an existing queue that has others. */
async function createQueue(client: SQSClient, QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName }));
  return QueueUrl;
}

async function queueArn(client: SQSClient, QueueUrl: string): Promise<string> {
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return Attributes?.QueueArn ?? '';
}
