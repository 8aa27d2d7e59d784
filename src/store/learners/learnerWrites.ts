import { randomUUID } from 'node:crypto';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import { directoryKey, PENDING_RENEWALS } from '../directory/directoryKey.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import type { NamedWrite } from '../dynamodb/transact.ts';
import { fromLearnerItem, toLearnerItem } from './learnerItem.ts';

/** @param ownerRead the owner that loses the name, on the condition that it has not changed; undefined for any owner */
export function nameWrite(
  table: string,
  key: string,
  id: number,
  ownerRead: number | null | undefined,
): NamedWrite<string> {
  const condition =
    ownerRead === undefined
      ? {}
      : {
          ConditionExpression: 'attribute_not_exists(#key) OR user_id = :owner OR user_id = :id',
          ExpressionAttributeNames: { '#key': 'key' },
          ExpressionAttributeValues: { ':owner': ownerRead ?? id, ':id': id },
        };
  return { name: key, write: { Put: { TableName: table, Item: { key, user_id: id }, ...condition } } };
}

/** Frees a former name, unless another learner has it by now. */
export function nameRemoval(table: string, key: string, id: number): NamedWrite<string> {
  const condition = { ConditionExpression: 'user_id = :id', ExpressionAttributeValues: { ':id': id } };
  return { name: key, write: { Delete: { TableName: table, Key: { key }, ...condition } } };
}

/** Exceeded only by a learner renamed repeatedly before the copies are renewed. */
const MAX_FORMER_NAMES = 20;

/** The entry of a learner whose copied names are stale; `former` has the names by which copies are recognised. */
export function toRenamed(learner: KnownLearner, before: Item | undefined): Item {
  const former = before?.renewal === 'due' && Array.isArray(before.former) ? before.former : [];
  const names = [...former, asText(before?.username), asText(before?.name)].filter(name => name);
  return { ...toLearnerItem(learner), renewal: 'due', former: [...new Set(names)].slice(-MAX_FORMER_NAMES) };
}

/** Entries older than the attribute `renewal` stay without it. */
export function toUnchanged(learner: KnownLearner, before: Item | undefined): Item {
  if (!before) return { ...toLearnerItem(learner), renewal: 'done' };
  const { renewal, former } = before;
  return {
    ...toLearnerItem(learner),
    ...(renewal !== undefined && { renewal }),
    ...(former !== undefined && { former }),
  };
}

/** The entry of a learner whose username passes to another one. */
export function withoutUsername(table: string, owner: Item): NamedWrite<string> {
  return learnerWrite(table, toRenamed({ ...fromLearnerItem(owner), username: '' }, owner), owner);
}

/** Makes the schedule renew stale copies, in two passes, as the first one can miss copies created at the same moment. */
export function pendingRenewal(table: string, userId: number): NamedWrite<string> {
  const Item = { key: directoryKey.renewal(userId), learner_id: PENDING_RENEWALS, passes: 0, drawn: randomUUID() };
  return { name: Item.key, write: { Put: { TableName: table, Item } } };
}

/** Conditional on the version, so that former names of a concurrent change are not lost. */
export function learnerWrite(table: string, item: Item, before: Item | undefined): NamedWrite<string> {
  const version = asNumber(before?.version);
  const key = asText(item.key) ?? '';
  const condition =
    version === null
      ? { ConditionExpression: 'attribute_not_exists(#version)' }
      : { ConditionExpression: '#version = :version', ExpressionAttributeValues: { ':version': version } };
  return {
    name: key,
    write: {
      Put: {
        TableName: table,
        Item: { ...item, version: (version ?? 0) + 1 },
        ...condition,
        ExpressionAttributeNames: { '#version': 'version' },
      },
    },
  };
}
