import * as z from 'zod/mini';
import { ACTOR_ROLES, type Actor } from '../../domain/actors.ts';

/** The author of a change. */
export const actor = () => z.object({ role: z.enum(ACTOR_ROLES), user_id: z.nullable(z.number()) });

export function toWireActor({ role, userId }: Actor) {
  return { role, user_id: userId };
}
