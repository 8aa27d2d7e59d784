import type { Attempt, Removal } from '../../domain/attempts/attempt.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import type { NamedWrite } from '../dynamodb/transact.ts';
import { type Condition, changeOfAttempt, unchangedCondition } from './attemptChange.ts';
import { toClaimItem, toCodeItem, toRemovalItem } from './directoryItem.ts';
import { directoryKey } from './directoryKey.ts';

type Tables = Pick<TableNames, 'attempts' | 'directory'>;

/** Each with the id of the attempt removed: one transaction can remove several. */
export type RemovalWrite = `${'removed' | 'removal' | 'removed_code'}#${number}`;

/**
 * Writes of a removal: the attempt goes, and the directory remembers it, by whom and why. Its other entries stay: a
 * request for the code or place that they name finds out that their holder is gone.
 */
export function removalWrites(tables: Tables, attempt: Attempt, removal: Removal): NamedWrite<RemovalWrite>[] {
  const { attemptId } = attempt;
  return [
    {
      name: `removed#${attemptId}`,
      write: {
        Delete: {
          TableName: tables.attempts,
          Key: { attempt_id: attemptId },
          ...unchangedCondition(attempt),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    },
    {
      name: `removal#${attemptId}`,
      write: { Put: { TableName: tables.directory, Item: toRemovalItem(attempt, removal), ...unclaimedCondition([]) } },
    },
    {
      name: `removed_code#${attemptId}`,
      write: {
        Put: { TableName: tables.directory, Item: toCodeItem(attempt, removal), ...unclaimedCondition([attemptId]) },
      },
    },
  ];
}

/**
 * The writes without those about the directory's memory that failed: another attempt has the code by now, or this one
 * was removed before and restored manually. Those entries stay as they are.
 */
export function dropTombstoneConflicts<Name extends string>(
  writes: readonly NamedWrite<Name>[],
  failed: ReadonlyMap<Name, unknown>,
): NamedWrite<Name>[] {
  return writes.filter(({ name }) => !(failed.has(name) && /^(removal|removed_code)#/.test(name)));
}

export type PromotionWrite = 'heir' | 'place';

/** Writes that make an earlier attempt the one that counts again, in place of the one removed. */
export function promotePrevious(
  tables: Tables,
  removed: Attempt,
  promotion: { before: Attempt; after: Attempt },
): NamedWrite<PromotionWrite>[] {
  const slot = toClaimItem(directoryKey.pair(removed.examId, removed.user.id), promotion.after.attemptId);
  return [
    { name: 'heir', write: { Update: changeOfAttempt(tables, promotion.before, promotion.after) } },
    {
      name: 'place',
      write: { Put: { TableName: tables.directory, Item: slot, ...unclaimedCondition([removed.attemptId]) } },
    },
  ];
}

/** An entry is free when there is none, or when its holder is known to be gone. Removing an attempt leaves its entries. */
export function unclaimedCondition(staleOwners: readonly number[]): Condition {
  const condition = {
    ConditionExpression: ['attribute_not_exists(#key)', ...staleOwners.map((_, at) => `attempt_id = :gone${at}`)].join(
      ' OR ',
    ),
    ExpressionAttributeNames: { '#key': 'key' },
  };
  if (staleOwners.length === 0) return condition;
  return {
    ...condition,
    ExpressionAttributeValues: Object.fromEntries(staleOwners.map((id, at) => [`:gone${at}`, id])),
  };
}
