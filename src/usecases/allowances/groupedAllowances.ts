import type { Learner } from '../../domain/attempts/attempt.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { LearnerStore } from '../ports/learnerStore.ts';

const CONCURRENCY = 20;

/**
 * A name for each of the learners that no other of them has: the stored username, and where several are stored under one, or one
 * under none or several, the present one; the id where that is no answer either.
 */
export async function uniqueNames(
  ports: { learners: Pick<LearnerStore, 'find'> },
  users: readonly Learner[],
): Promise<Map<number, string>> {
  const idsOf = Map.groupBy(users, ({ username }) => username);
  const namesOf = Map.groupBy(users, ({ id }) => id);
  const isClear = ({ id, username }: Learner) =>
    username !== '' &&
    new Set(idsOf.get(username)?.map(one => one.id)).size === 1 &&
    new Set(namesOf.get(id)?.map(one => one.username)).size === 1;
  const names = new Map(users.filter(isClear).map(({ id, username }) => [id, username]));
  const unclear = [...namesOf.keys()].filter(id => !names.has(id));
  const present = await mapInBatches(unclear, CONCURRENCY, async id => ({ id, known: await ports.learners.find(id) }));
  const taken = new Set(names.values());
  for (const { id, known } of present) {
    const name = [known?.username ?? '', String(id), `#${id}`].find(one => one !== '' && !taken.has(one)) ?? '';
    taken.add(name);
    names.set(id, name);
  }
  return names;
}
