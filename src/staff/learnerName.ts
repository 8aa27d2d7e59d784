import type { Attempt } from './wire.ts';

/** A learner in words: of erased ones only the id is known. */
export const nameOfUser = (username: string, id: number) => username || `user ${id}`;

/** The learner of an attempt in words. */
export const nameOf = ({
  student_name,
  user,
}: Pick<Attempt, 'student_name'> & { user: { id: number; username: string } }) =>
  student_name || nameOfUser(user.username, user.id);
