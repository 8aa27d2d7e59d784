import type { Attempt } from '../attempts/attempt.ts';
import type { KnownLearner } from './knownLearner.ts';

type AttemptNames = Pick<Attempt, 'user' | 'studentName'>;

/**
 * The learner's present names for an attempt that has copies of earlier ones. A student name that staff have edited is no
 * copy, and stays.
 * @returns undefined for an erased learner, and for the attempt of another one
 */
export function presentNamesOf(
  attempt: AttemptNames & Pick<Attempt, 'isErased'>,
  learner: KnownLearner & { formerNames: readonly string[] },
): AttemptNames | undefined {
  const { user, studentName } = attempt;
  if (attempt.isErased || user.id !== learner.id) return undefined;
  const present = presentUser(user, learner);
  const isCopy = studentName === '' || studentName === user.username || learner.formerNames.includes(studentName);
  return { user: present, studentName: isCopy ? learner.name || present.username : studentName };
}

/** The learner's present username and email; without a registered email the stored one stays. */
export function presentUser(user: Attempt['user'], learner: KnownLearner): Attempt['user'] {
  return { id: user.id, username: learner.username, email: learner.email || user.email };
}
