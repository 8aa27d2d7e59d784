import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { toAttemptItem } from './attemptItem.ts';

export interface Condition {
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Item;
}

/** The update that turns one stored version of an attempt into the next, naming only what differs. */
export function changeOfAttempt(
  tables: Pick<TableNames, 'attempts'>,
  before: Attempt,
  after: Attempt,
): UpdateCommandInput & { UpdateExpression: string } {
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
