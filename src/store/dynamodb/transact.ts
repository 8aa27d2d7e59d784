import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { backOff, CONFLICT, type RetryOptions, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { Item } from './item.ts';

/** One write of a transaction, named so that its failed condition can be told from the others'. */
export type NamedWrite<Name extends string> = {
  name: Name;
  write: NonNullable<TransactWriteCommandInput['TransactItems']>[number];
};

/** The writes whose conditions failed, with the items as they are; an empty map means everything was written. */
export type FailedConditions<Name extends string> = Map<Name, Item | undefined>;

/** Less than 8 s of waiting: longer than any queue of writers on one attempt, shorter than the function. */
const RETRIES: RetryOptions = {
  maxTries: 20,
  busy: 'Too many changes of the same thing at once. Try again.',
  pause: backOff,
};

/**
 * Writes all or nothing. Two transactions that touch the same item at the same moment cancel each other
 * (TransactionConflict, which the SDK does not retry): this waits a little and tries again.
 * @throws DomainError `busy` when it never got its turn
 */
export async function transact<Name extends string>(
  client: DynamoDBDocumentClient,
  writes: readonly NamedWrite<Name>[],
): Promise<FailedConditions<Name>> {
  // The same for every try: one that was done, but whose answer was lost, is not judged by its own effects.
  const ClientRequestToken = randomUUID();
  return retryOnConflict(async () => {
    try {
      const TransactItems = writes.map(({ write }) => write);
      await client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
      return new Map<Name, Item | undefined>();
    } catch (error) {
      const reasons = cancellationReasons(error);
      const failed = failedConditions(writes, reasons);
      if (failed.size > 0) return failed;
      if (!reasons.some(reason => RETRIABLE.has(reason.Code ?? ''))) throw error;
      return CONFLICT;
    }
  }, RETRIES);
}

/** @throws the error itself where it says nothing of the transaction's items */
function cancellationReasons(error: unknown): readonly CancellationReason[] {
  if (error instanceof TransactionCanceledException) return error.CancellationReasons ?? [];
  // An earlier try of this very transaction, whose answer was lost, is still at work.
  if (error instanceof Error && error.name === IN_PROGRESS) return [{ Code: IN_PROGRESS }];
  throw error;
}

const IN_PROGRESS = 'TransactionInProgressException';
const RETRIABLE = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded', IN_PROGRESS]);

function failedConditions<Name extends string>(
  writes: readonly NamedWrite<Name>[],
  reasons: readonly CancellationReason[],
): FailedConditions<Name> {
  return new Map(
    reasons.flatMap((reason, index) => {
      const write = writes[index];
      return write && reason.Code === 'ConditionalCheckFailed' ? [[write.name, storedItem(reason.Item)] as const] : [];
    }),
  );
}

type UpdateOutcome = { failed: false } | { failed: true; item: Item | undefined; wasRepeated: boolean };

/**
 * One conditional update.
 * @returns `failed` with the item as it is (undefined when there is none) where the condition does not hold;
 *   `wasRepeated` when it was sent more than once, so that the first may have been done and only its answer lost
 * @throws DomainError `busy`
 */
export async function update(client: DynamoDBDocumentClient, input: UpdateCommandInput): Promise<UpdateOutcome> {
  let calls = 0;
  return retryOnConflict<UpdateOutcome>(async () => {
    calls++;
    try {
      await client.send(new UpdateCommand({ ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
      return { failed: false };
    } catch (error) {
      // The document client leaves the item inside an exception marshalled.
      if (error instanceof ConditionalCheckFailedException) {
        const wasRepeated = calls > 1 || (error.$metadata.attempts ?? 1) > 1;
        return { failed: true, item: storedItem(error.Item), wasRepeated };
      }
      if (!(error instanceof Error) || error.name !== 'TransactionConflictException') throw error;
      return CONFLICT;
    }
  }, RETRIES);
}

function storedItem(item: Record<string, AttributeValue> | undefined): Item | undefined {
  return item && unmarshall(item, { wrapNumbers: Number });
}
