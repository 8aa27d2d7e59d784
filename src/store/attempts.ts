import { type DynamoDBDocumentClient, GetCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Attempt, changed, type Removal } from '../domain/attempts/attempt.ts';
import type { AttemptStore, CreateOutcome, Holder, Takeover } from '../domain/attempts/attemptStore.ts';
import { fromAttemptItem, toAttemptItem } from './attemptItem.ts';
import { directoryKey, toCodeItem, toHolderItem, toRemovalItem } from './directoryItem.ts';
import { type Item, number } from './item.ts';
import type { TableNames } from './tables.ts';
import { type FailedConditions, type NamedWrite, transact, update } from './transaction.ts';

type Tables = Pick<TableNames, 'attempts' | 'directory'>;

/** Live attempts in DynamoDB, with the directory entries that make their codes, external ids and places unique. */
export function createAttemptStore(client: DynamoDBDocumentClient, tables: Tables): AttemptStore {
  return {
    async read(attemptId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tables.attempts, Key: { attempt_id: attemptId }, ConsistentRead: true }),
      );
      return Item && fromAttemptItem(Item);
    },

    async create(attempt, takeover) {
      return creationOutcome(takeover, await transact(client, creationWrites(tables, attempt, takeover)));
    },

    async write(before, after) {
      const outcome = await update(client, changeOfAttempt(tables, before, after));
      if (!outcome.failed) return { stored: true };
      const current = outcome.item && fromAttemptItem(outcome.item);
      // The SDK sent it again after the answer to the first was lost: what stands in the way is this very write.
      if (outcome.wasRepeated && current && isSame(current, after)) return { stored: true };
      return { stored: false, current };
    },

    async remove(attempt, removal) {
      let writes = removalWrites(tables, attempt, removal);
      for (;;) {
        const failed = await transact(client, writes);
        if (failed.size === 0) return { stored: true };
        if (failed.has('attempt')) {
          const current = failed.get('attempt');
          return { stored: false, current: current && fromAttemptItem(current) };
        }
        // Another attempt has the code, or this one was removed before and put back by hand: the entry stays as it is.
        writes = writes.filter(({ name }) => !failed.has(name));
      }
    },
  };
}

type CreationWrite = 'attempt_id' | Holder['has'] | 'replaced';

/** What creating an attempt writes: the attempt, what it takes for itself in the directory, and what gives way to it. */
function creationWrites(tables: Tables, attempt: Attempt, takeover: Takeover): NamedWrite<CreationWrite>[] {
  const { attemptId } = attempt;
  const { gone, replaces } = takeover;
  const take = (name: Holder['has'], entry: Item, from: readonly number[]): NamedWrite<CreationWrite> => ({
    name,
    write: {
      Put: {
        TableName: tables.directory,
        Item: entry,
        ...nobodyHasIt(from),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
  });
  const pair = toHolderItem(directoryKey.pair(attempt.examId, attempt.user.id), attemptId);
  const writes: NamedWrite<CreationWrite>[] = [
    {
      name: 'attempt_id',
      write: {
        Put: {
          TableName: tables.attempts,
          Item: toAttemptItem(attempt),
          ConditionExpression: 'attribute_not_exists(attempt_id)',
        },
      },
    },
    take('attempt_code', toCodeItem(attempt, null), gone),
    take('current_attempt', pair, replaces ? [...gone, replaces.attemptId] : gone),
  ];
  if (attempt.externalId !== null) {
    const external = toHolderItem(directoryKey.external(attempt.externalId), attemptId);
    writes.push(take('external_id', external, gone));
  }
  if (replaces) writes.push({ name: 'replaced', write: { Update: giveWay(tables, replaces, attempt) } });
  return writes;
}

/** The replaced attempt is not the current one any more; if it changed meanwhile, nothing happens. */
function giveWay(tables: Tables, replaced: Attempt, by: Attempt) {
  const { createdAt: now, lastChange } = by;
  const after = changed(replaced, { isCurrent: false }, { now, ...lastChange });
  return changeOfAttempt(tables, replaced, after) as UpdateCommandInput & { UpdateExpression: string };
}

interface Condition {
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Item;
}

/** An entry is free when there is none, or when its holder is known to be gone. Removing an attempt leaves its entries. */
function nobodyHasIt(gone: readonly number[]): Condition {
  const condition = {
    ConditionExpression: ['attribute_not_exists(#key)', ...gone.map((_, at) => `attempt_id = :gone${at}`)].join(' OR '),
    ExpressionAttributeNames: { '#key': 'key' },
  };
  if (gone.length === 0) return condition;
  return { ...condition, ExpressionAttributeValues: Object.fromEntries(gone.map((id, at) => [`:gone${at}`, id])) };
}

/** What stood in the way of a creation. */
function creationOutcome(takeover: Takeover, failed: FailedConditions<CreationWrite>): CreateOutcome {
  if (failed.size === 0) return { stored: true };
  const holders = (['current_attempt', 'attempt_code', 'external_id'] as const).flatMap(has => {
    const attemptId = number(failed.get(has)?.attempt_id);
    return attemptId === null ? [] : [{ has, attemptId }];
  });
  // The attempt that was to give way has changed or is gone: it has to be looked at again, unless another took its place.
  if (failed.has('replaced') && !failed.has('current_attempt') && takeover.replaces) {
    holders.push({ has: 'current_attempt', attemptId: takeover.replaces.attemptId });
  }
  return { stored: false, inTheWay: holders.length > 0 ? holders : 'attempt_id' };
}

/** The update that turns one stored version of an attempt into the next, naming only what differs. */
export function changeOfAttempt(tables: Pick<Tables, 'attempts'>, before: Attempt, after: Attempt): UpdateCommandInput {
  const was = toAttemptItem(before);
  const is = toAttemptItem(after);
  const different = Object.keys(is).filter(name => JSON.stringify(is[name]) !== JSON.stringify(was[name]));
  const removed = Object.keys(was).filter(name => !(name in is));
  const names = [...different, ...removed];
  const set = different.map(name => `#${name} = :${name}`).join(', ');
  const remove = removed.map(name => `#${name}`).join(', ');
  const condition = stillIs(before);
  return {
    TableName: tables.attempts,
    Key: { attempt_id: before.attemptId },
    UpdateExpression: `SET ${set}${remove && ` REMOVE ${remove}`}`,
    ConditionExpression: condition.ConditionExpression,
    ExpressionAttributeNames: {
      ...condition.ExpressionAttributeNames,
      ...Object.fromEntries(names.map(name => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ...condition.ExpressionAttributeValues,
      ...Object.fromEntries(different.map(name => [`:${name}`, is[name]])),
    },
  };
}

/**
 * Nobody wrote since it was read: the version, and for writes by hand, which do not count it up, the status as well. An
 * item made by hand may have neither, or something else under their names.
 */
export function stillIs(attempt: Attempt): Required<Condition> {
  const { version, status } = attempt;
  return {
    ConditionExpression: [
      version === 0
        ? '(attribute_not_exists(#version) OR NOT attribute_type(#version, :number) OR #version = :versionRead)'
        : '#version = :versionRead',
      status === ('' as string)
        ? '(attribute_not_exists(#status) OR NOT attribute_type(#status, :text) OR #status = :statusRead)'
        : '#status = :statusRead',
    ].join(' AND '),
    ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
    ExpressionAttributeValues: {
      ':versionRead': version,
      ':statusRead': status,
      ...(version === 0 && { ':number': 'N' }),
      ...(status === ('' as string) && { ':text': 'S' }),
    },
  };
}

function isSame(one: Attempt, other: Attempt): boolean {
  return JSON.stringify(toAttemptItem(one)) === JSON.stringify(toAttemptItem(other));
}

type RemovalWrite = 'attempt' | 'removal' | 'attempt_code';

/**
 * What removing an attempt writes: the attempt goes, and the directory remembers it, by whom and why. Its other entries
 * stay: whoever wants what they name finds out that their holder is gone.
 */
function removalWrites(tables: Tables, attempt: Attempt, removal: Removal): NamedWrite<RemovalWrite>[] {
  const { attemptId } = attempt;
  return [
    {
      name: 'attempt',
      write: {
        Delete: {
          TableName: tables.attempts,
          Key: { attempt_id: attemptId },
          ...stillIs(attempt),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
    },
    {
      name: 'removal',
      write: { Put: { TableName: tables.directory, Item: toRemovalItem(attempt, removal), ...nobodyHasIt([]) } },
    },
    {
      name: 'attempt_code',
      write: {
        Put: { TableName: tables.directory, Item: toCodeItem(attempt, removal), ...nobodyHasIt([attemptId]) },
      },
    },
  ];
}
