import type { Actor } from '../../domain/actors.ts';
import { type Item, number, text, withoutNulls } from './item.ts';

/** The actor and the reason of a change. */
export interface Change {
  by: Actor;
  reason: string | null;
}

export function toChangeItem({ by, reason }: Change): Item {
  return withoutNulls({ role: by.role, user_id: by.userId, reason });
}

export function fromChangeItem(item: Item): Change {
  const role = (text(item.role) ?? 'unknown') as Actor['role'];
  return { by: { role, userId: number(item.user_id) }, reason: text(item.reason) };
}
