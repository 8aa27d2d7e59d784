import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { type Item, number, text } from '../dynamodb/item.ts';

export function toLearnerItem({ id, username, email, name }: KnownLearner): Item {
  return { key: directoryKey.learner(id), user_id: id, username, email, name };
}

/** Undefined for a learner whose registration is only expected. */
export function toKnownLearner(item: Item): KnownLearner | undefined {
  return item.username === undefined ? undefined : fromLearnerItem(item);
}

export function fromLearnerItem(item: Item): KnownLearner {
  return {
    id: number(item.user_id) ?? 0,
    username: text(item.username) ?? '',
    email: text(item.email) ?? '',
    name: text(item.name) ?? '',
  };
}
