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
import { Overloaded } from '../../domain/errors.ts';
import { backoff } from '../../platform/backoff.ts';
import { CONFLICT, type RetryOptions, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { Item } from './item.ts';

/** A write of a transaction, named so that its failed condition can be identified. */
export type NamedWrite<Name extends string> = {
  name: Name;
  write: NonNullable<TransactWriteCommandInput['TransactItems']>[number];
};

/** The writes whose conditions failed, with the stored items; empty if the transaction was written. */
export type FailedConditions<Name extends string> = Map<Name, Item | undefined>;

/** DynamoDB's limit for one transaction. */
export const MAX_TRANSACTION_WRITES = 100;

/** Up to 7 s of waiting in total; the function's timeout is longer. */
const RETRIES: RetryOptions = {
  maxTries: 20,
  busy: 'Too many concurrent changes of the same item. Try again.',
  pause: backoff,
};

const CONFLICT_CODE = 'TransactionConflict';
const TRANSACTION_IN_PROGRESS = 'TransactionInProgressException';
const RETRYABLE = new Set([CONFLICT_CODE, 'ThrottlingError', 'ProvisionedThroughputExceeded', TRANSACTION_IN_PROGRESS]);

/**
 * Writes all or nothing. Retries with backoff after a TransactionConflict, by which concurrent transactions on the same item
 * cancel each other, and which the SDK does not retry.
 * @throws DomainError `busy` after the last retry; Overloaded if that was throttled or in progress
 */
export async function transact<Name extends string>(
  client: DynamoDBDocumentClient,
  writes: readonly NamedWrite<Name>[],
): Promise<FailedConditions<Name>> {
  // The same token for every try: one that succeeded, with its response lost, does not conflict with itself.
  const ClientRequestToken = randomUUID();
  let codes: string[] = [];
  const run = async () => {
    try {
      const TransactItems = writes.map(({ write }) => write);
      await client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
      return new Map<Name, Item | undefined>();
    } catch (error) {
      const reasons = cancellationReasons(error);
      const failed = failedConditions(writes, reasons);
      if (failed.size > 0) return failed;
      codes = reasons.map(({ Code }) => Code ?? '').filter(code => RETRYABLE.has(code));
      if (codes.length === 0) throw error;
      return CONFLICT;
    }
  };
  return retryOnConflict(run, { ...RETRIES, failure: () => overloadOf(codes) });
}

/** The overload behind cancellations that were no collision with another writer. */
function overloadOf(codes: readonly string[]): Overloaded | undefined {
  const [code = ''] = codes;
  if (codes.includes(CONFLICT_CODE)) return undefined;
  return new Overloaded('DynamoDB cancelled the transaction', Object.assign(new Error(code), { name: code }));
}

/** @throws the error itself if it is not a cancellation */
function cancellationReasons(error: unknown): readonly CancellationReason[] {
  if (error instanceof TransactionCanceledException) return error.CancellationReasons ?? [];
  // An earlier try of this transaction, whose response was lost, is still being processed.
  if (error instanceof Error && error.name === TRANSACTION_IN_PROGRESS) return [{ Code: TRANSACTION_IN_PROGRESS }];
  throw error;
}

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

type UpdateOutcome = { failed: false } | { failed: true; item: Item | undefined; maybeApplied: boolean };

/**
 * A conditional update.
 * @returns after a failed condition the stored item, undefined for none; `maybeApplied`: an earlier try may have succeeded,
 *   with its response lost
 * @throws DomainError `busy`
 */
export async function conditionalUpdate(
  client: DynamoDBDocumentClient,
  input: UpdateCommandInput,
): Promise<UpdateOutcome> {
  let calls = 0;
  return retryOnConflict<UpdateOutcome>(async () => {
    calls++;
    try {
      await client.send(new UpdateCommand({ ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
      return { failed: false };
    } catch (error) {
      // The document client leaves the item inside an exception marshalled.
      if (error instanceof ConditionalCheckFailedException) {
        const maybeApplied = calls > 1 || (error.$metadata.attempts ?? 1) > 1;
        return { failed: true, item: storedItem(error.Item), maybeApplied };
      }
      if (!(error instanceof Error) || error.name !== 'TransactionConflictException') throw error;
      return CONFLICT;
    }
  }, RETRIES);
}

function storedItem(item: Record<string, AttributeValue> | undefined): Item | undefined {
  return item && unmarshall(item, { wrapNumbers: Number });
}
