import { ActionError } from './actionError.ts';
import { addMinutes } from './addMinutes.ts';
import { client } from './api.ts';
import { describeRow, timeResult } from './bulk.ts';
import { nameOf } from './learnerName.ts';
import type { Attempt } from './wire.ts';
import { ACTIONS } from './wording.ts';

/** The actions on one attempt; each returns its result in words. */

export type Decision = 'verify' | 'reject' | 'mark_ready_to_resume';

/** @param reason for the history; may be empty */
export async function decide(attempt: Attempt, action: Decision, reason: string): Promise<string> {
  const detail = reason === '' ? null : reason;
  const body = { action, user_id: attempt.user.id, if_version: attempt.version, detail };
  await client.actOnAttempt({ params: { attempt_id: attempt.id }, body });
  return `${nameOf(attempt)}: ${ACTIONS[action].done}`;
}

/** Adds minutes to what the learner has at the exam by then. */
export async function giveTime(attempt: Attempt, minutes: number): Promise<string> {
  const examId = attempt.proctored_exam?.id;
  if (examId === undefined) throw new ActionError('Nothing was sent: the exam no longer exists.');
  const result = timeResult(attempt, await addMinutes({ examId, minutes, userIds: [attempt.user.id] }));
  if (!result.ok) throw new ActionError(`The attempt of ${nameOf(attempt)} ${describeRow('time', result)}.`);
  return `${nameOf(attempt)}: ${minutes} more minutes`;
}

export async function changeName(attempt: Attempt, student_name: string): Promise<string> {
  await client.changeStudentName({ params: { attempt_id: attempt.id }, body: { student_name } });
  return `The attempt has the name ${student_name} now`;
}

export async function removeAttempt(attempt: Attempt, reason: string): Promise<string> {
  await client.removeAttempt({ params: { attempt_id: attempt.id }, body: { reason, if_version: attempt.version } });
  return `${nameOf(attempt)}: the attempt is removed`;
}
