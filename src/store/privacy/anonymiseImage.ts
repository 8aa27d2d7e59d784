import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  PERSONAL_ATTEMPT_FIELDS,
  PERSONAL_LEARNER_FIELDS,
  PERSONAL_SOFTWARE_FIELDS,
} from '../../domain/privacy/personalData.ts';
import { ATTEMPT, ATTEMPT_LEARNER, INDEX_KEY } from '../attempts/attemptAttributes.ts';
import { asMap, type Item } from '../dynamodb/item.ts';
import { attributeNames } from '../dynamodb/itemCodec.ts';

/** The attributes that identify the learner. */
export const PERSONAL_ATTRIBUTES: readonly string[] = [
  ...PERSONAL_LEARNER_FIELDS.map(field => ATTEMPT_LEARNER[field].name),
  ...PERSONAL_ATTEMPT_FIELDS.map(field => ATTEMPT[field].name),
];

const DROPPED_ATTRIBUTES: readonly string[] = PERSONAL_SOFTWARE_FIELDS.map(field => ATTEMPT[field].name);

/** All other attributes of the service. Manually added ones are dropped: they may identify a person. */
export const RETAINED_ATTRIBUTES: ReadonlySet<string> = new Set(
  [...attributeNames(ATTEMPT), ...attributeNames(ATTEMPT_LEARNER), ...Object.values(INDEX_KEY)].filter(
    name => !PERSONAL_ATTRIBUTES.includes(name) && !DROPPED_ATTRIBUTES.includes(name),
  ),
);

/** The attributes of a change or a removal without the reason: free text may name the learner. */
const RETAINED_CHANGE_ATTRIBUTES: ReadonlySet<string> = new Set(['role', 'user_id', 'at']);

export function anonymiseAttemptItem(item: Item): Item {
  const change = asMap(item.last_change);
  return {
    ...pickAttributes(item, RETAINED_ATTRIBUTES),
    ...Object.fromEntries(PERSONAL_ATTRIBUTES.map(name => [name, ''])),
    ...(item.last_change !== undefined && { last_change: change ? anonymiseChange(change) : {} }),
    retired: true,
  };
}

/** The same for a marshalled image. */
export function anonymiseImage(image: Record<string, AttributeValue>): Record<string, AttributeValue> {
  const { last_change: change } = image;
  return {
    ...pickAttributes(image, RETAINED_ATTRIBUTES),
    ...Object.fromEntries(PERSONAL_ATTRIBUTES.map(name => [name, { S: '' }])),
    ...(change && { last_change: { M: anonymiseChange(change.M ?? {}) } }),
    retired: { BOOL: true },
  };
}

export function anonymiseChange<Value>(change: Readonly<Record<string, Value>>): Record<string, Value> {
  return pickAttributes(change, RETAINED_CHANGE_ATTRIBUTES);
}

function pickAttributes<Value>(
  item: Readonly<Record<string, Value>>,
  names: ReadonlySet<string>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}
