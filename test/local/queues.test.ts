import { networkInterfaces } from 'node:os';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandError } from '../../cli/commandError.ts';
import { queueDefinitions } from '../../dev/queues/queueDefinitions.ts';
import { createQueues, localSqsClient, requireSqs } from '../../dev/queues/queues.ts';
import { type RunningSqs, startSqs } from '../../dev/queues/sqs.ts';
import { startQueueMapping } from '../../packages/queue-emulator/queueMapping.ts';
import { until } from '../support/until.ts';

const DEFINITIONS = queueDefinitions({
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'none' } },
  Work: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'work',
      VisibilityTimeout: 360,
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
    },
  },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
});

let sqs: RunningSqs;
let client: SQSClient;
let queues: Record<string, string>;

beforeAll(async () => {
  sqs = await startSqs({ port: 0 });
  client = localSqsClient(sqs.endpoint);
  queues = await createQueues(client, sqs.endpoint, DEFINITIONS);
});

afterAll(async () => {
  client?.destroy();
  await sqs?.stop();
});

async function attributesOf(logicalId: string, ...names: QueueAttributeName[]) {
  const command = new GetQueueAttributesCommand({ QueueUrl: queues[logicalId], AttributeNames: names });
  return (await client.send(command)).Attributes;
}

const countOf = async (logicalId: string) =>
  Number((await attributesOf(logicalId, 'ApproximateNumberOfMessages'))?.ApproximateNumberOfMessages);
const invisibleOf = async (logicalId: string) =>
  Number(
    (await attributesOf(logicalId, 'ApproximateNumberOfMessagesNotVisible'))?.ApproximateNumberOfMessagesNotVisible,
  );

const send = (...bodies: string[]) =>
  client.send(
    new SendMessageBatchCommand({
      QueueUrl: queues.Work,
      Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
    }),
  );

async function startMapping(handler: (event: SQSEvent) => unknown) {
  const invoked: SQSEvent[] = [];
  const mapping = await startQueueMapping({
    sqs: client,
    queueUrl: queues.Work ?? '',
    settings: { batchSize: 10, maximumConcurrency: 2, functionResponseType: 'ReportBatchItemFailures' },
    invoke: async event => {
      invoked.push(event);
      return handler(event);
    },
    pollIntervalMs: 10,
  });
  return { mapping, invoked };
}

describe('the queues of the service definition', () => {
  it('have their attributes and URLs at the server', async () => {
    expect(queues).toEqual({ Work: `${sqs.endpoint}/000000000000/work`, Dead: `${sqs.endpoint}/000000000000/dead` });
    expect(await attributesOf('Work', 'All')).toMatchObject({
      VisibilityTimeout: '360',
      MessageRetentionPeriod: '1209600',
      RedrivePolicy: expect.stringMatching(/:dead".*"maxReceiveCount":2/),
    });
  });

  it('can exist already, with other attributes', async () => {
    const changed = DEFINITIONS.map(definition => ({ ...definition, attributes: { VisibilityTimeout: '30' } }));
    expect(await createQueues(client, sqs.endpoint, changed)).toEqual(queues);
    expect(await attributesOf('Work', 'VisibilityTimeout')).toEqual({ VisibilityTimeout: '30' });
    await createQueues(client, sqs.endpoint, DEFINITIONS);
  });

  it('are listened to on 127.0.0.1 only, and their port is not shared', async () => {
    const { port } = new URL(sqs.endpoint);
    await expect(startSqs({ port: Number(port) })).rejects.toThrow(CommandError);
    await expect(startSqs({ port: Number(port) })).rejects.toThrow(/SQS_PORT/);
    const others = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? []);
    for (const { address } of others.filter(({ family, internal }) => family === 'IPv4' && !internal)) {
      await expect(fetch(`http://${address}:${port}/health`)).rejects.toThrow();
    }
  });

  it('need a server that answers', async () => {
    await expect(requireSqs(sqs.endpoint)).resolves.toBeUndefined();
    await expect(requireSqs('localhost')).rejects.toThrow(/^SQS_ENDPOINT must be a URL/);
    const stopped = await startSqs({ port: 0 });
    await stopped.stop();
    await expect(requireSqs(stopped.endpoint)).rejects.toThrow(`No SQS answers at ${stopped.endpoint}.`);
  });
});

describe('a mapping', () => {
  it('delivers messages in the format of Lambda, and deletes them', async () => {
    await send('1', '2', '3');
    const { mapping, invoked } = await startMapping(() => undefined);
    await mapping.idle();
    await mapping.stop();
    const records = invoked.flatMap(({ Records }) => Records);
    expect(records.map(({ body }) => body).toSorted()).toEqual(['1', '2', '3']);
    expect(records[0]).toMatchObject({
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:work',
      awsRegion: 'eu-central-1',
    });
    expect([await countOf('Work'), await invisibleOf('Work')]).toEqual([0, 0]);
  });

  it('delivers failed messages again when the function has made them visible, then they go to the dead-letter queue', async () => {
    await send('good', 'bad');
    const counts: string[] = [];
    const { mapping } = await startMapping(async ({ Records }) => {
      const bad = Records.filter(({ body }) => body === 'bad');
      for (const { receiptHandle: ReceiptHandle, attributes } of bad) {
        counts.push(attributes.ApproximateReceiveCount);
        const command = { QueueUrl: queues.Work, ReceiptHandle, VisibilityTimeout: 0 };
        await client.send(new ChangeMessageVisibilityCommand(command));
      }
      return { batchItemFailures: bad.map(({ messageId: itemIdentifier }) => ({ itemIdentifier })) };
    });
    await until(
      () => countOf('Dead'),
      count => count === 1,
    );
    await mapping.stop();
    expect(counts).toEqual(['1', '2']);
    expect([await countOf('Work'), await invisibleOf('Work')]).toEqual([0, 0]);
  });

  it('leaves the messages of a failed invocation invisible for the visibility timeout', async () => {
    await send('1', '2');
    const { mapping, invoked } = await startMapping(() => Promise.reject(new Error('no table')));
    await mapping.idle();
    await mapping.stop();
    expect(invoked).toHaveLength(1);
    expect([await countOf('Work'), await invisibleOf('Work')]).toEqual([0, 2]);
  });

  it('needs an existing queue', async () => {
    const queueUrl = `${sqs.endpoint}/000000000000/none`;
    const settings = { batchSize: 10, maximumConcurrency: 1 };
    const starting = startQueueMapping({ sqs: client, queueUrl, settings, invoke: async () => undefined });
    await expect(starting).rejects.toThrow(/does not exist/);
  });
});
