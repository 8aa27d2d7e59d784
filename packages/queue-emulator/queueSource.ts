import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The calls of a mapping to a queue. */
export interface QueueSource {
  readonly arn: string;
  /** Up to `max` visible messages, which become invisible for the queue's visibility timeout. */
  receive(max: number, signal: AbortSignal): Promise<Message[]>;
  /** @returns the messages that were not deleted: they are delivered again */
  delete(messages: readonly Message[]): Promise<Message[]>;
}

/** @throws the error of SQS if the queue does not exist */
export async function sqsQueueSource(sqs: SQSClient, QueueUrl: string): Promise<QueueSource> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return {
    arn: Attributes?.QueueArn ?? '',
    async receive(max, abortSignal) {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: max,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      const { Messages = [] } = await sqs.send(command, { abortSignal });
      return Messages;
    },
    async delete(messages) {
      const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      const failed = new Set(Failed.map(({ Id }) => Id));
      return messages.filter((_, index) => failed.has(String(index)));
    },
  };
}
