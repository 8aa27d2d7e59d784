import { type DynamoDBDocumentClient, GetCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Attempt, Removal } from '../domain/attempts/attempt.ts';
import type { AttemptStore, CreateOutcome, Takeover } from '../domain/attempts/attemptStore.ts';
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
      return creationOutcome(attempt, await transact(client, creationWrites(tables, attempt, takeover)));
    },

    async write(before, after) {
      const outcome = await update(client, changeOfAttempt(tables, before, after));
      return outcome.failed
        ? { stored: false, current: outcome.item && fromAttemptItem(outcome.item) }
        : { stored: true };
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
        // An entry that belongs to another attempt (after changes by hand) is none of this removal's business.
        writes = writes.filter(({ name }) => !failed.has(name));
      }
    },
  };
}

type CreationWrite = 'attempt_id' | 'attempt_code' | 'external_id' | 'current_attempt' | 'replaced';

/** What creating an attempt writes: the attempt, what it takes for itself in the directory, and what gives way to it. */
function creationWrites(tables: Tables, attempt: Attempt, takeover: Takeover): NamedWrite<CreationWrite>[] {
  const { attemptId } = attempt;
  const put = (name: CreationWrite, entry: Item, free: Condition): NamedWrite<CreationWrite> => ({
    name,
    write: {
      Put: { TableName: tables.directory, Item: entry, ...free, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    },
  });
  const pair = toHolderItem(directoryKey.pair(attempt.examId, attempt.user.id), attemptId, null);
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
    put('attempt_code', toCodeItem(attempt, null), freeFor(attemptId, takeover.gone)),
    put('current_attempt', pair, freeFor(attemptId, [...takeover.gone, ...ids(takeover.replaces)])),
  ];
  if (attempt.externalId !== null) {
    const external = toHolderItem(directoryKey.external(attempt.externalId), attemptId, null);
    writes.push(put('external_id', external, freeFor(attemptId, takeover.gone)));
  }
  if (takeover.replaces) writes.push({ name: 'replaced', write: { Update: giveWay(tables, takeover.replaces) } });
  return writes;
}

function ids(attempt: Attempt | undefined): number[] {
  return attempt ? [attempt.attemptId] : [];
}

/** The replaced attempt is not the current one any more; if it changed meanwhile, nothing happens. */
function giveWay(tables: Tables, replaced: Attempt) {
  return {
    TableName: tables.attempts,
    Key: { attempt_id: replaced.attemptId },
    UpdateExpression: 'SET version = version + :one REMOVE current_course_id',
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: { ':one': 1, ':version': replaced.version },
  };
}

interface Condition {
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Item;
}

/** An entry is free when nobody ever held it, when its holder was removed, or when its holder is known to be gone. */
function freeFor(attemptId: number, gone: readonly number[]): Condition {
  const heldByGone = gone.map((_, index) => ` OR attempt_id = :gone${index}`).join('');
  return {
    ConditionExpression: `attribute_not_exists(#key) OR (attribute_exists(removed_at) AND attempt_id < :id)${heldByGone}`,
    ExpressionAttributeNames: { '#key': 'key' },
    ExpressionAttributeValues: {
      ':id': attemptId,
      ...Object.fromEntries(gone.map((id, index) => [`:gone${index}`, id])),
    },
  };
}

/** What stood in the way of a creation, the gravest first. */
function creationOutcome(attempt: Attempt, failed: FailedConditions<CreationWrite>): CreateOutcome {
  if (failed.size === 0) return { stored: true };
  for (const taken of ['current_attempt', 'attempt_code', 'external_id'] as const) {
    const holder = failed.get(taken);
    if (!holder) continue;
    const heldBy = number(holder.attempt_id) ?? 0;
    // Its holder was removed, but has a higher id than the one drawn.
    if (holder.removed_at !== undefined) return { stored: false, taken: 'attempt_id', heldBy };
    return { stored: false, taken, heldBy };
  }
  return { stored: false, taken: 'attempt_id', heldBy: attempt.attemptId };
}

/** The update that turns one stored version of an attempt into the next, naming only what differs. */
export function changeOfAttempt(tables: Pick<Tables, 'attempts'>, before: Attempt, after: Attempt): UpdateCommandInput {
  const was = toAttemptItem(before);
  const is = toAttemptItem(after);
  const changed = Object.keys(is).filter(name => JSON.stringify(is[name]) !== JSON.stringify(was[name]));
  const removed = Object.keys(was).filter(name => !(name in is));
  const names = [...changed, ...removed];
  const set = changed.map(name => `#${name} = :${name}`).join(', ');
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
      ...Object.fromEntries(changed.map(name => [`:${name}`, is[name]])),
    },
  };
}

/** Nobody wrote since it was read: the version, and for writes by hand, which do not count it up, the status as well. */
function stillIs(attempt: Attempt): Condition {
  return {
    ConditionExpression:
      attempt.version === 0
        ? 'attribute_not_exists(#version) AND #status = :statusRead'
        : '#version = :versionRead AND #status = :statusRead',
    ExpressionAttributeNames: { '#version': 'version', '#status': 'status' },
    ExpressionAttributeValues: {
      ':statusRead': attempt.status,
      ...(attempt.version > 0 && { ':versionRead': attempt.version }),
    },
  };
}

type RemovalWrite = 'attempt' | 'removal' | 'attempt_code' | 'external_id' | 'current_attempt';

/** What removing an attempt writes: the attempt goes, and the directory remembers it, by whom and why. */
function removalWrites(tables: Tables, attempt: Attempt, removal: Removal): NamedWrite<RemovalWrite>[] {
  const { attemptId } = attempt;
  const put = (name: RemovalWrite, entry: Item): NamedWrite<RemovalWrite> => ({
    name,
    write: {
      Put: {
        TableName: tables.directory,
        Item: entry,
        ConditionExpression: 'attribute_not_exists(#key) OR attempt_id = :id',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':id': attemptId },
      },
    },
  });
  const writes: NamedWrite<RemovalWrite>[] = [
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
    put('removal', toRemovalItem(attemptId, removal)),
    put('attempt_code', toCodeItem(attempt, removal)),
  ];
  if (attempt.externalId !== null) {
    writes.push(put('external_id', toHolderItem(directoryKey.external(attempt.externalId), attemptId, removal)));
  }
  if (attempt.isCurrent) {
    const key = directoryKey.pair(attempt.examId, attempt.user.id);
    writes.push(put('current_attempt', toHolderItem(key, attemptId, removal)));
  }
  return writes;
}
