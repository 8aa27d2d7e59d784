import type { Message } from '@aws-sdk/client-sqs';

/**
 * The messages of the batch that the function has processed: all without failures, none if an identifier is empty, null or
 * unknown ("Implementing partial batch responses" of Lambda and SQS).
 */
export function processedMessages(response: unknown, batch: readonly Message[]): Message[] {
  if (response === null || response === undefined) return [...batch];
  // AWS does not document responses other than objects; here they are complete failures.
  if (typeof response !== 'object' || Array.isArray(response)) return [];
  const failures: unknown = (response as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return [];
  const failed = new Set<unknown>(failures.map(failure => failure?.itemIdentifier));
  const ids = new Set<unknown>(batch.map(({ MessageId }) => MessageId));
  return failed.isSubsetOf(ids) ? batch.filter(({ MessageId }) => !failed.has(MessageId)) : [];
}
