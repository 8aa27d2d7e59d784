import { isDeepStrictEqual } from 'node:util';
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Item } from '../dynamodb/item.ts';
import { dynamodbType, encodeItem, isAbsent } from '../dynamodb/itemCodec.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { ATTEMPT, type AttemptFields } from './attemptAttributes.ts';
import { toAttemptItem } from './attemptItem.ts';

export interface Condition {
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Item;
}

/** Assignments of an update expression, with the names and values that they refer to. */
export interface Assignments {
  set: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Item;
}

/** The conditional update from one version of an attempt to the next, with only the attributes that differ. */
export function changeOfAttempt(
  tables: Pick<TableNames, 'attempts'>,
  before: Attempt,
  after: Attempt,
): UpdateCommandInput & { UpdateExpression: string } {
  return { TableName: tables.attempts, ...itemUpdate(toAttemptItem(before), toAttemptItem(after), before) };
}

/** @param read the attempt of the item before */
export function itemUpdate(itemBefore: Item, itemAfter: Item, read: Attempt) {
  const changed = Object.entries(itemAfter).filter(([name, value]) => !isDeepStrictEqual(value, itemBefore[name]));
  const { set, ...assigned } = assign(Object.fromEntries(changed));
  // Numbered, as the name of a manually added attribute may be no valid placeholder.
  const removed = Object.keys(itemBefore).filter(name => !(name in itemAfter));
  const remove = removed.map((_, index) => `#removed${index}`).join(', ');
  const condition = unchangedCondition(read);
  return {
    Key: { [ATTEMPT.attemptId.name]: itemBefore[ATTEMPT.attemptId.name] },
    UpdateExpression: `SET ${set}${remove && ` REMOVE ${remove}`}`,
    ConditionExpression: condition.ConditionExpression,
    ExpressionAttributeNames: {
      ...condition.ExpressionAttributeNames,
      ...assigned.ExpressionAttributeNames,
      ...Object.fromEntries(removed.map((name, index) => [`#removed${index}`, name])),
    },
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ...assigned.ExpressionAttributeValues },
  };
}

/** Assignments for an attempt that is not read before the write. */
export function assignFields(fields: Partial<AttemptFields>): Assignments {
  return assign(encodeItem(ATTEMPT, fields));
}

function assign(item: Item): Assignments {
  const names = Object.keys(item);
  return {
    set: names.map(name => `#${name} = :${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map(name => [`:${name}`, item[name]])),
  };
}

/**
 * Condition that the attempt is as it was read: its version and, as manual edits do not increment that, its status. A
 * manually created item may lack both, or have them with other types.
 */
export function unchangedCondition(attempt: Attempt): Required<Condition> {
  const conditions = [unchangedFieldCondition('version', attempt), unchangedFieldCondition('status', attempt)];
  return {
    ConditionExpression: conditions.map(({ ConditionExpression }) => ConditionExpression).join(' AND '),
    ExpressionAttributeNames: Object.assign({}, ...conditions.map(condition => condition.ExpressionAttributeNames)),
    ExpressionAttributeValues: Object.assign({}, ...conditions.map(condition => condition.ExpressionAttributeValues)),
  };
}

function unchangedFieldCondition(field: 'version' | 'status', attempt: Attempt): Required<Condition> {
  const attribute = ATTEMPT[field];
  const { name } = attribute;
  const mayBeAbsent = isAbsent(attribute, attempt[field]);
  const isSame = `#${name} = :${name}Read`;
  return {
    ConditionExpression: mayBeAbsent
      ? `(attribute_not_exists(#${name}) OR NOT attribute_type(#${name}, :${name}Type) OR ${isSame})`
      : isSame,
    ExpressionAttributeNames: { [`#${name}`]: name },
    ExpressionAttributeValues: {
      [`:${name}Read`]: attempt[field],
      ...(mayBeAbsent && { [`:${name}Type`]: dynamodbType(attribute) }),
    },
  };
}
