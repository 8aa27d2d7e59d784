import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { FailureQueue } from './redriveQueue.ts';

/** Time for which a received message is hidden from other consumers. */
const VISIBILITY_TIMEOUT_SECONDS = 900;
/** SQS samples its servers, so an empty response does not mean an empty queue; this many in a row do. */
const MAX_EMPTY_RESPONSES = 3;

/** The failure queue of a function, by its name. */
export function sqsQueue(sqs: SQSClient, queueName: string): FailureQueue {
  let queueUrl: string | undefined;
  const received = new Map<string, Message>();
  return {
    async *messages() {
      queueUrl = (await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }))).QueueUrl;
      for (let empty = 0; empty < MAX_EMPTY_RESPONSES; ) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: 10,
            VisibilityTimeout: VISIBILITY_TIMEOUT_SECONDS,
            WaitTimeSeconds: 1,
          }),
        );
        const newMessages = Messages.filter(({ MessageId }) => !received.has(MessageId ?? ''));
        empty = newMessages.length === 0 ? empty + 1 : 0;
        for (const message of newMessages) received.set(message.MessageId ?? '', message);
        for (const message of newMessages) {
          yield {
            body: message.Body ?? '',
            remove: async () => {
              await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
              received.delete(message.MessageId ?? '');
            },
          };
        }
      }
    },

    async close() {
      for (const { ReceiptHandle } of received.values()) {
        // After a failure the message becomes visible when its timeout ends.
        await sqs
          .send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
          .catch(() => {});
      }
    },
  };
}
