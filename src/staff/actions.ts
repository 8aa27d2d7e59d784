import { ADDITIONAL_TIME } from './additionalTime.ts';
import { client } from './api.ts';
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

/** Grants additional minutes at the exam, in total. */
export async function giveTime(attempt: Attempt, minutes: number): Promise<string> {
  const exam_id = attempt.proctored_exam?.id;
  if (exam_id === undefined) throw new TypeError('The exam no longer exists.');
  const body = { exam_id, user_info: attempt.user.id, key: ADDITIONAL_TIME, value: String(minutes) };
  await client.setAllowance({ body });
  return `${nameOf(attempt)}: ${minutes} additional minutes`;
}

export async function changeName(attempt: Attempt, student_name: string): Promise<string> {
  await client.changeStudentName({ params: { attempt_id: attempt.id }, body: { student_name } });
  return `The attempt has the name ${student_name} now`;
}

export async function removeAttempt(attempt: Attempt, reason: string): Promise<string> {
  await client.removeAttempt({ params: { attempt_id: attempt.id }, body: { reason, if_version: attempt.version } });
  return `${nameOf(attempt)}: the attempt is removed`;
}
