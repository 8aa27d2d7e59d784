import type { Learner } from '../../domain/attempts/attempt.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { LearnerStore } from '../ports/learnerStore.ts';

const CONCURRENCY = 20;

/**
 * A unique name for each learner: the stored username if it is the learner's only one and nobody else's, else the present
 * username, else the id.
 */
export async function uniqueNames(
  ports: { learners: Pick<LearnerStore, 'find'> },
  users: readonly Learner[],
): Promise<Map<number, string>> {
  const idsOf = Map.groupBy(users, ({ username }) => username);
  const namesOf = Map.groupBy(users, ({ id }) => id);
  const isUnambiguous = ({ id, username }: Learner) =>
    username !== '' &&
    new Set(idsOf.get(username)?.map(user => user.id)).size === 1 &&
    new Set(namesOf.get(id)?.map(user => user.username)).size === 1;
  const names = new Map(users.filter(isUnambiguous).map(({ id, username }) => [id, username]));
  const ambiguous = [...namesOf.keys()].filter(id => !names.has(id));
  const present = await mapInBatches(ambiguous, CONCURRENCY, async id => ({
    id,
    learner: await ports.learners.find(id),
  }));
  const taken = new Set(names.values());
  for (const { id, learner } of present) {
    const name =
      [learner?.username ?? '', String(id), `#${id}`].find(candidate => candidate !== '' && !taken.has(candidate)) ??
      '';
    taken.add(name);
    names.set(id, name);
  }
  return names;
}
