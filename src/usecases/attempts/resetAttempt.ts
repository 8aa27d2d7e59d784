import type { Actor, Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { requireNotPastDue } from '../../domain/attempts/clock.ts';
import { type NewAttempt, newAttempt } from '../../domain/attempts/newAttempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { DomainError } from '../../domain/errors.ts';
import { readExamTerms } from '../exams/readExam.ts';
import type { CreatingPorts } from '../ports/attemptPorts.ts';
import type { Replacement } from '../ports/attemptStore.ts';
import { persistTimeOut } from './persistTimeOut.ts';
import { attemptDoesNotExist, capacitiesOn, requireAttempt } from './readAttempt.ts';
import { type RegisteringPorts, registerWithVendor } from './registerWithVendor.ts';
import { storeNewAttempt } from './storeNewAttempt.ts';

/**
 * Lets a learner try a practice exam again: a submitted attempt is removed, any other completed one set aside, and a new
 * one is made in its place, both or neither.
 * @returns the new attempt
 * @throws DomainError `attempt_does_not_exist`, `forbidden`, `exam_is_not_practice`, `illegal_status_transition`, `exam_past_due`,
 *   `vendor_failed` (nothing is changed then), `busy`
 */
export async function resetAttempt(
  ports: CreatingPorts & RegisteringPorts,
  caller: Caller,
  attemptId: number,
  learnerId?: number,
): Promise<Attempt> {
  const found = await requireAttempt(ports.attempts, attemptId);
  const capacities = capacitiesOn(found, caller, learnerId);
  const first = await persistTimeOut(ports, found);
  const terms = await readExamTerms(ports.exams, first.examId, first.user.id);
  const { isPracticeExam } = terms.exam;
  const by: Actor = { role: 'learner', userId: caller.userId };
  const [now, attemptCode] = [ports.clock(), ports.drawCode()];

  const supersede = (attempt: Attempt): Replacement => {
    const row = findTransition(attempt, 'reset_attempt', capacities, { isPracticeExam });
    if (!attempt.isCurrent) throw replacedAlready(attempt);
    // Of an exam that is no practice any more the new attempt is a real one.
    requireNotPastDue(terms.exam, now);
    if (row.to === 'removed') return { before: attempt, after: { at: now, by, reason: 'practice reset' } };
    const after = applyTransition(attempt, row, { now, by, terms: null });
    return { before: attempt, after: { ...after, isCurrent: false } };
  };
  const { user, studentName, takingAsProctored } = first;
  const wanted = newAttempt(terms, {
    ...{ attemptCode, user, studentName, takingAsProctored, by, now },
    defaultBackend: ports.defaultBackend,
  });
  const store = (registered: NewAttempt) =>
    storeNewAttempt(ports, ({ current }) => {
      const replaced = current === undefined ? first : current;
      if (!replaced) throw attemptDoesNotExist(attemptId);
      if (replaced.attemptId !== attemptId) throw replacedAlready(first);
      return { attempt: registered, replaces: supersede(replaced) };
    });
  const vendor = takingAsProctored ? ports.vendors.of(terms.exam) : undefined;
  if (!vendor) return store(wanted);
  // The vendor is asked only once it is clear that this may be done.
  supersede(first);
  const planned = async () => {
    supersede(await persistTimeOut(ports, await requireAttempt(ports.attempts, attemptId)));
    return wanted;
  };
  return registerWithVendor(ports, { vendor, terms }, planned, store);
}

function replacedAlready({ attemptId }: Attempt): DomainError {
  return new DomainError('illegal_status_transition', `Attempt ${attemptId} was replaced by a newer one already.`);
}
