import { ACTOR_ROLES, type Actor } from '../../domain/actors.ts';
import { asNumber, asOneOf, asText, type Item, withoutNulls } from './item.ts';

/** The actor and the reason of a change. */
export interface Change {
  by: Actor;
  reason: string | null;
}

export function toChangeItem({ by, reason }: Change): Item {
  return withoutNulls({ role: by.role, user_id: by.userId, reason });
}

export function fromChangeItem(item: Item): Change {
  return {
    by: { role: asOneOf(ACTOR_ROLES, item.role) ?? 'unknown', userId: asNumber(item.user_id) },
    reason: asText(item.reason),
  };
}
