import { ActionError } from './actionError.ts';
import { client } from './api.ts';
import { describeRow, timeResult } from './bulk.ts';
import { changedAttempt, describeConflict } from './changedAttempt.ts';
import { nameOf } from './learnerName.ts';
import { ownVersionOf, recordOwnWrite } from './ownVersions.ts';
import { startGrant } from './startGrant.ts';
import type { Attempt } from './wire.ts';
import { ACTIONS } from './wording.ts';

/** The actions on one attempt; each returns its result in words. */

export type Decision = 'verify' | 'reject' | 'mark_ready_to_resume';

/** @param reason for the history; may be empty */
export async function decide(attempt: Attempt, action: Decision, reason: string): Promise<string> {
  const detail = reason === '' ? null : reason;
  await writeIfUnchanged(attempt, if_version => {
    const body = { action, user_id: attempt.user.id, if_version, detail };
    return client.actOnAttempt({ params: { attempt_id: attempt.id }, body });
  });
  return `${nameOf(attempt)}: ${ACTIONS[action].done}`;
}

/** Writes on the version that the user has seen, or on the result of their own actions on it. */
async function writeIfUnchanged(attempt: Attempt, write: (version: number) => Promise<unknown>): Promise<void> {
  const version = ownVersionOf(attempt);
  try {
    await write(version);
    recordOwnWrite(attempt.id, version);
  } catch (error) {
    const present = await changedAttempt(error, attempt.id);
    if (!present) throw error;
    // An own action without an effect has not raised the version.
    const isUnchanged = present.version === attempt.version;
    if (!isUnchanged || version === attempt.version) throw new ActionError(describeConflict(present));
    await write(attempt.version);
    recordOwnWrite(attempt.id, attempt.version);
  }
}

/** Adds minutes to those of the learner at the exam by then. */
export async function giveTime(attempt: Attempt, minutes: number): Promise<string> {
  const examId = attempt.proctored_exam?.id;
  if (examId === undefined) throw new ActionError('Nothing was sent: the exam no longer exists.');
  const result = timeResult(
    attempt,
    await startGrant(examId, { minutes, user_ids: [attempt.user.id], in_progress_only: false }),
  );
  if (!result.ok) throw new ActionError(`The attempt of ${nameOf(attempt)} ${describeRow('time', result)}.`);
  return `${nameOf(attempt)}: ${minutes} more minutes`;
}

export async function changeName(attempt: Attempt, student_name: string): Promise<string> {
  const before = ownVersionOf(attempt);
  const { version } = await client.changeStudentName({ params: { attempt_id: attempt.id }, body: { student_name } });
  // A higher one has somebody else's change in between.
  if (version === before + 1) recordOwnWrite(attempt.id, before);
  return `The attempt has the name ${student_name} now`;
}

export async function removeAttempt(attempt: Attempt, reason: string): Promise<string> {
  await writeIfUnchanged(attempt, if_version =>
    client.removeAttempt({ params: { attempt_id: attempt.id }, body: { reason, if_version } }),
  );
  return `${nameOf(attempt)}: the attempt is removed`;
}
