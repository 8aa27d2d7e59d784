import { type Caller, VENDOR } from '../actors.ts';
import { Refusal } from '../errors.ts';
import type { Exam, ExamStore } from '../exams/exam.ts';
import { backendOf, requireVendorOf, requireVendorOrStaff } from '../vendors/actingForVendor.ts';
import type { Attempt } from './attempt.ts';
import type { ChangingPorts } from './attemptPorts.ts';
import { applyTransition, findTransition } from './decide.ts';
import { findByCode, findByExternalId, hasExternalId, type LocatingPorts } from './locateAttempt.ts';
import { settle } from './settle.ts';
import { asOf } from './timeOut.ts';
import { writeUntilStored } from './writeUntilStored.ts';

interface Ports extends ChangingPorts, LocatingPorts {
  exams: Pick<ExamStore, 'read'>;
}

/**
 * The vendor says that it is ready for the learner. Where the table has nothing to do, also on an attempt that was
 * removed or has let go of the vendor's id, nothing changes.
 * @throws Refusal `attempt_not_found`, `forbidden`, `busy`
 */
export async function announceReady(
  given: Ports,
  caller: Caller,
  externalId: string,
  defaultBackend: string,
): Promise<void> {
  requireVendorOrStaff(caller);
  const located = await findByExternalId(given, externalId);
  if (!located) throw new Refusal('attempt_not_found', 'No attempt has this id of the vendor.');
  const { attempt, isArchived } = located;
  const exam = await given.exams.read(attempt.examId);
  requireVendorOf(caller, attempt.courseId, backendOf(attempt, exam, defaultBackend));
  if (isArchived || !hasExternalId(attempt, externalId)) return;
  await announce(given, attempt, 'ready').catch(error => {
    // Removed this very moment: then there is nothing to do either.
    if (!(error instanceof Refusal) || error.code !== 'attempt_does_not_exist') throw error;
  });
}

/**
 * The vendor's browser was opened for an attempt, or comes back in the middle of it, which ends it.
 * @returns the attempt as it is now, and its exam
 * @throws Refusal `attempt_not_found` also for one that was removed, `busy`
 */
export async function launchAttempt(given: Ports, attemptCode: string): Promise<{ attempt: Attempt; exam: Exam }> {
  const located = await findByCode(given, attemptCode);
  const exam = located && (await given.exams.read(located.attempt.examId));
  if (!exam || located.isArchived) throw new Refusal('attempt_not_found', 'There is no attempt with this code.');
  return { attempt: await announce(given, located.attempt, 'launch'), exam };
}

async function announce(given: ChangingPorts, attempt: Attempt, event: 'ready' | 'launch'): Promise<Attempt> {
  const settled = await settle(given, attempt);
  return writeUntilStored(given.attempts, settled, one => {
    const now = given.clock();
    // Its time ran out this very moment: that is for the schedule.
    if (asOf(one, now, given.timedOutStatus) !== one) return one;
    return applyTransition(one, findTransition(one, event, ['vendor']), { now, by: VENDOR, terms: null });
  });
}
