import type { Attempt, Removal } from '../../domain/attempts/attempt.ts';
import { toClaimItem, toCodeItem, toRemovalItem } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import type { NamedWrite } from '../dynamodb/transact.ts';
import { type Condition, changeOfAttempt, unchangedCondition } from './attemptChange.ts';

type Tables = Pick<TableNames, 'attempts' | 'directory'>;

/** Names with the id of the removed attempt, as one transaction can remove several. */
export type RemovalWrite = `${'removed' | 'removal' | 'removed_code'}#${number}`;

/**
 * The writes of a removal: deletes the attempt and stores tombstones. Its claims stay: a later claimant finds that their
 * owner is stale.
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
 * Drops tombstones whose write failed: another attempt has the code by now, or this one was removed before and restored
 * manually.
 */
export function dropTombstoneConflicts<Name extends string>(
  writes: readonly NamedWrite<Name>[],
  failed: ReadonlyMap<Name, unknown>,
): NamedWrite<Name>[] {
  return writes.filter(({ name }) => !(failed.has(name) && /^(removal|removed_code)#/.test(name)));
}

export type PromotionWrite = 'previous' | 'slot';

/** The writes that make the previous attempt current, in the slot of the removed one. */
export function promotePrevious(
  tables: Tables,
  removed: Attempt,
  promotion: { before: Attempt; after: Attempt },
): NamedWrite<PromotionWrite>[] {
  const slot = toClaimItem(directoryKey.pair(removed.examId, removed.user.id), promotion.after.attemptId);
  return [
    { name: 'previous', write: { Update: changeOfAttempt(tables, promotion.before, promotion.after) } },
    {
      name: 'slot',
      write: { Put: { TableName: tables.directory, Item: slot, ...unclaimedCondition([removed.attemptId]) } },
    },
  ];
}

/** Condition that the claim has no owner, or a stale one: removals leave claims behind. */
export function unclaimedCondition(staleOwners: readonly number[]): Condition {
  const condition = {
    ConditionExpression: [
      'attribute_not_exists(#key)',
      ...staleOwners.map((_, index) => `attempt_id = :owner${index}`),
    ].join(' OR '),
    ExpressionAttributeNames: { '#key': 'key' },
  };
  if (staleOwners.length === 0) return condition;
  return {
    ...condition,
    ExpressionAttributeValues: Object.fromEntries(staleOwners.map((id, index) => [`:owner${index}`, id])),
  };
}
