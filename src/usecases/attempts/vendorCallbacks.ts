import { type Caller, VENDOR } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { hasExternalId } from '../../domain/attempts/attemptIds.ts';
import { backendOf, wasCreatedProctored } from '../../domain/attempts/createdAs.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { isIncomplete } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { actorFor, requireVendorOrGlobalStaff } from '../../domain/vendors/vendorTokens.ts';
import { readExamOfOlderAttempt } from '../exams/readExam.ts';
import type { UpdatePorts } from '../ports/attemptPorts.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { applyTimeOut } from './applyTimeOut.ts';
import { findByCode, findByExternalId, type LookupPorts } from './locateAttempt.ts';
import { persistTimeOut } from './persistTimeOut.ts';
import { type MissingAttempt, updateWithOptimisticLock } from './updateAttempt.ts';

interface Ports extends UpdatePorts, LookupPorts {
  exams: Pick<ExamStore, 'read' | 'readConsistent'>;
}

/**
 * Marks an attempt as ready when its vendor reports so. Nothing changes where the transition table has nothing to do, and
 * for an attempt that was removed or no longer has the external id.
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
  const notFound = new DomainError('attempt_not_found', `No attempt has the external id ${externalId}.`);
  if (!located) throw notFound;
  const { attempt, isArchived } = located;
  const exam = await readExamOfOlderAttempt(ports.exams, attempt);
  // The token of another vendor must not learn that the attempt exists.
  if (!actorFor(caller, backendOf(attempt, exam, defaultBackend))) throw notFound;
  if (isArchived || !hasExternalId(attempt, externalId)) return;
  await applyEvent(ports, attempt, 'ready').catch(error => {
    // Removed meanwhile.
    if (!(error instanceof DomainError) || error.code !== 'attempt_does_not_exist') throw error;
  });
}

/**
 * Applies a launch: the vendor's browser was opened for an attempt, or returned to a running one, which ends it.
 * @param backends `usesLaunch`: whether the vendor of a backend redirects browsers to the launch callback
 * @returns the attempt as it is now, and its exam
 * @throws DomainError `attempt_not_found`, also for one that was removed, is completed or has a backend without launch; `busy`
 */
export async function launchAttempt(
  ports: Ports,
  attemptCode: string,
  backends: { usesLaunch: (backend: string) => boolean; defaultBackend: string },
): Promise<{ attempt: Attempt; exam: Exam }> {
  const notFound = new DomainError('attempt_not_found', `There is no attempt with the code ${attemptCode} to launch.`);
  const located = await findByCode(ports, attemptCode);
  const exam = located && (await ports.exams.read(located.attempt.examId));
  if (!exam || located.isArchived) throw notFound;
  const backend = backendOf(located.attempt, exam, backends.defaultBackend);
  const canLaunch = backends.usesLaunch(backend) && wasCreatedProctored(located.attempt, exam);
  if (!canLaunch) throw notFound;
  // The caller is anonymous: a completed attempt is neither shown nor closed for them.
  const attempt = await applyTimeOut(ports, located.attempt, ports.clock());
  if (!isIncomplete(attempt.status)) throw notFound;
  return { attempt: await applyEvent(ports, located.attempt, 'launch', () => notFound), exam };
}

async function applyEvent(
  ports: UpdatePorts,
  attempt: Attempt,
  event: 'ready' | 'launch',
  missing?: MissingAttempt,
): Promise<Attempt> {
  const closed = await persistTimeOut(ports, attempt, missing);
  const apply = async (current: Attempt) => {
    const now = ports.clock();
    // Overdue since the write above: the schedule closes it.
    if ((await applyTimeOut(ports, current, now)) !== current) return current;
    return applyTransition(current, findTransition(current, event, ['vendor']), { now, by: VENDOR, terms: null });
  };
  return updateWithOptimisticLock(ports.attempts, closed, apply, missing);
}
