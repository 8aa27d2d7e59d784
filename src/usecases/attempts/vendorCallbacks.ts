import { type Caller, VENDOR } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { hasExternalId } from '../../domain/attempts/attemptIds.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { isIncomplete } from '../../domain/attempts/status.ts';
import { withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { actorFor, backendOf, isWatchedBy, requireVendorOrGlobalStaff } from '../../domain/vendors/actingForVendor.ts';
import { readExamOfOlder } from '../exams/readExam.ts';
import type { ChangingPorts } from '../ports/attemptPorts.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { findByCode, findByExternalId, type LocatingPorts } from './locateAttempt.ts';
import { persistTimeOut } from './persistTimeOut.ts';
import { updateWithOptimisticLock } from './updateAttempt.ts';

interface Ports extends ChangingPorts, LocatingPorts {
  exams: Pick<ExamStore, 'read'>;
}

/**
 * The vendor says that it is ready for the learner. Where the table has nothing to do, also on an attempt that was
 * removed or has let go of the vendor's id, nothing changes.
 * @throws DomainError `attempt_not_found`, `forbidden`, `busy`
 */
export async function markReady(
  ports: Ports,
  caller: Caller,
  externalId: string,
  defaultBackend: string,
): Promise<void> {
  requireVendorOrGlobalStaff(caller);
  const located = await findByExternalId(ports, externalId);
  const notFound = new DomainError('attempt_not_found', 'No attempt has this id of the vendor.');
  if (!located) throw notFound;
  const { attempt, isArchived } = located;
  const exam = await readExamOfOlder(ports.exams, attempt);
  // For the token of another vendor the attempt does not exist.
  if (!actorFor(caller, backendOf(attempt, exam, defaultBackend))) throw notFound;
  if (isArchived || !hasExternalId(attempt, externalId)) return;
  await announce(ports, attempt, 'ready').catch(error => {
    // Removed this very moment: then there is nothing to do either.
    if (!(error instanceof DomainError) || error.code !== 'attempt_does_not_exist') throw error;
  });
}

/**
 * The vendor's browser was opened for an attempt, or comes back in the middle of it, which ends it.
 * @param backends `usesLaunch`: whether the vendor of a backend opens browsers with our launch callback
 * @returns the attempt as it is now, and its exam
 * @throws DomainError `attempt_not_found` also for one that was removed, is completed or has a backend without launching; `busy`
 */
export async function launchAttempt(
  ports: Ports,
  attemptCode: string,
  backends: { usesLaunch: (backend: string) => boolean; defaultBackend: string },
): Promise<{ attempt: Attempt; exam: Exam }> {
  const notFound = new DomainError('attempt_not_found', 'There is no attempt with this code.');
  const located = await findByCode(ports, attemptCode);
  const exam = located && (await ports.exams.read(located.attempt.examId));
  if (!exam || located.isArchived) throw notFound;
  const backend = backendOf(located.attempt, exam, backends.defaultBackend);
  const isLaunched =
    backends.usesLaunch(backend) && isWatchedBy(backend, located.attempt, exam, backends.defaultBackend);
  if (!isLaunched) throw notFound;
  // The caller is not known: an attempt that has ended is neither shown nor closed for them.
  const attempt = withTimeOutApplied(located.attempt, ports.clock(), ports.timedOutStatus);
  if (!isIncomplete(attempt.status)) throw notFound;
  return { attempt: await announce(ports, located.attempt, 'launch'), exam };
}

async function announce(ports: ChangingPorts, attempt: Attempt, event: 'ready' | 'launch'): Promise<Attempt> {
  const settled = await persistTimeOut(ports, attempt);
  return updateWithOptimisticLock(ports.attempts, settled, one => {
    const now = ports.clock();
    // Its time ran out this very moment: that is for the schedule.
    if (withTimeOutApplied(one, now, ports.timedOutStatus) !== one) return one;
    return applyTransition(one, findTransition(one, event, ['vendor']), { now, by: VENDOR, terms: null });
  });
}
