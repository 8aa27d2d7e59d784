import type { Attempt } from './wire.ts';

/** Characters that turn the text behind them round: in a sentence also the words of the page. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A learner in words: of erased ones only the id is known. */
export const nameOfUser = (username: string, id: number) => username.replace(DIRECTIONS, '') || `user ${id}`;

/** The learner of an attempt in words. */
export const nameOf = ({
  student_name,
  user,
}: Pick<Attempt, 'student_name'> & { user: { id: number; username: string } }) =>
  student_name.replace(DIRECTIONS, '') || nameOfUser(user.username, user.id);
