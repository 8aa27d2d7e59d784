import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';

export function toLearnerItem({ id, username, email, name }: KnownLearner): Item {
  return { key: directoryKey.learner(id), user_id: id, username, email, name };
}

/** Undefined for an entry without a username: created by a write that precedes the registration. */
export function fromRegisteredLearnerItem(item: Item): KnownLearner | undefined {
  return item.username === undefined ? undefined : fromLearnerItem(item);
}

export function fromLearnerItem(item: Item): KnownLearner {
  return {
    id: asNumber(item.user_id) ?? 0,
    username: asText(item.username) ?? '',
    email: asText(item.email) ?? '',
    name: asText(item.name) ?? '',
  };
}
