import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamodbCall } from '../bundledService/dynamodbProxy.ts';

const TARGETS = [
  'GetItem',
  'BatchGetItem',
  'PutItem',
  'UpdateItem',
  'Query',
  'BatchWriteItem',
  'TransactWriteItems',
] as const;

/** A call by the document client. */
export interface PlainCall {
  target: (typeof TARGETS)[number];
  input: Record<string, unknown>;
}

/** A call from the wire as input of the document client. @throws Error for an operation that the service does not use */
export function toPlainCall({ target, input }: Pick<DynamodbCall, 'target' | 'input'>): PlainCall {
  const supported = TARGETS.find(candidate => candidate === target);
  if (!supported) throw new Error(`no baseline makes the call ${target}`);
  return { target: supported, input: plain(input) as Record<string, unknown> };
}

/** Members that hold items or parts of items, wherever they are in an input. */
const ITEMS = ['Item', 'Key', 'ExclusiveStartKey', 'ExpressionAttributeValues'];

function plain(value: unknown, name = ''): unknown {
  if (ITEMS.includes(name)) return unmarshall(withBytes(value) as Record<string, AttributeValue>);
  if (name === 'Keys') return (value as unknown[]).map(key => plain(key, 'Key'));
  if (Array.isArray(value)) return value.map(member => plain(member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([member, memberValue]) => [member, plain(memberValue, member)]));
}

/** Binary values are base64 on the wire. */
function withBytes(value: unknown, name = ''): unknown {
  if (name === 'B' && typeof value === 'string') return Buffer.from(value, 'base64');
  if (Array.isArray(value)) return value.map(member => withBytes(member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, memberValue]) => [member, withBytes(memberValue, member)]),
  );
}
