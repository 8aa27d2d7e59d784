import type { Learner } from '../attempts/attempt.ts';

/** Whether the text is a part of the learner's username or email, ignoring case. */
export function matchesSearch({ username, email }: Omit<Learner, 'id'>, text: string): boolean {
  const term = text.toLowerCase();
  return [username, email].some(name => name.toLowerCase().includes(term));
}
