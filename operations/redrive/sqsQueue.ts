import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { FailureQueue } from './redriveQueue.ts';

/** So long a message is hidden from others while it is dealt with. */
const HIDDEN_SECONDS = 900;
/** A queue that spreads over several servers may hide a message from one question; so many in a row find it. */
const EMPTY_ANSWERS = 3;

/** The failure queue of a function, by its name. */
export function sqsQueue(sqs: SQSClient, queueName: string): FailureQueue {
  let queueUrl: string | undefined;
  const kept = new Map<string, Message>();
  return {
    async *messages() {
      queueUrl = (await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl;
      for (let empty = 0; empty < EMPTY_ANSWERS; ) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: 10,
            VisibilityTimeout: HIDDEN_SECONDS,
            WaitTimeSeconds: 1,
          }),
        );
        const fresh = Messages.filter(({ MessageId }) => !kept.has(MessageId ?? ''));
        empty = fresh.length === 0 ? empty + 1 : 0;
        for (const message of fresh) kept.set(message.MessageId ?? '', message);
        for (const message of fresh) {
          yield {
            body: message.Body ?? '',
            remove: async () => {
              await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
              kept.delete(message.MessageId ?? '');
            },
          };
        }
      }
    },

    async close() {
      for (const { ReceiptHandle } of kept.values()) {
        // It becomes visible by itself after a while.
        await sqs
          .send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
          .catch(() => {});
      }
    },
  };
}
