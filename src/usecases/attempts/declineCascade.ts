import type { Actor } from '../../domain/actors.ts';
import { type Attempt, withSameTime } from '../../domain/attempts/attempt.ts';
import { isPractice } from '../../domain/attempts/createdAs.ts';
import { newAttempt } from '../../domain/attempts/newAttempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { isIncomplete } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { laterBy } from '../../domain/time.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { CreationPorts } from '../ports/attemptPorts.ts';
import { applyTimeOut } from './applyTimeOut.ts';
import { type Findings, storeNewAttempt } from './storeNewAttempt.ts';
import { retryOnCurrent, updateWithOptimisticLock } from './updateAttempt.ts';

const EXAM_CONCURRENCY = 5;
/** No further exam is begun then: the request has 25 s, and the schedule continues the cascade. */
const MAX_SECONDS = 10;

/**
 * Declines the learner's other active, proctored exams of the course, except practice and completed attempts. While
 * it is unfinished, the attempt keeps `cascadePending`, and a retry or the schedule continues.
 */
export async function finishCascade(ports: CreationPorts, attemptId: number): Promise<void> {
  const declined = await ports.attempts.read(attemptId);
  if (!declined?.cascadePending) return;
  const exams = (await ports.exams.ofCourse(declined.courseId)).filter(exam => isInCascade(exam, declined));
  const until = laterBy(ports.clock(), MAX_SECONDS);
  const isFinished = await mapInBatches(exams, EXAM_CONCURRENCY, async exam => {
    if (ports.clock() >= until) return false;
    await declineUnlessRemoved(ports, exam, declined);
    return true;
  });
  if (isFinished.every(Boolean)) await clearCascadePending(ports, declined);
}

/** By the exam as it is: an attempt can have been created unproctored at a proctored exam, and is declined with it. */
function isInCascade(exam: Exam, declined: Attempt): boolean {
  return exam.isActive && exam.isProctored && exam.examId !== declined.examId;
}

async function declineUnlessRemoved(ports: CreationPorts, exam: Exam, declined: Attempt): Promise<void> {
  try {
    await declineCurrent(ports, exam, declined);
  } catch (error) {
    // Removed meanwhile: staff reset the exam for the learner, which the cascade does not undo.
    if (!(error instanceof DomainError) || error.code !== 'attempt_does_not_exist') throw error;
  }
}

async function declineCurrent(ports: CreationPorts, exam: Exam, declined: Attempt): Promise<void> {
  const current =
    (await ports.attempts.readCurrent(exam.examId, declined.user.id)) ??
    (exam.isPracticeExam ? undefined : await create(ports, exam, declined));
  if (!current || isPractice(current, exam)) return;
  await updateWithOptimisticLock(ports.attempts, current, async attempt => {
    const now = ports.clock();
    if (!isIncomplete((await applyTimeOut(ports, attempt, now)).status)) return attempt;
    const transition = findTransition(attempt, 'decline_by_cascade', ['learner']);
    return applyTransition(attempt, transition, { now, ...cascadeChange(declined), terms: null });
  });
}

/** @returns the attempt that a concurrent request created, if any */
async function create(ports: CreationPorts, exam: Exam, declined: Attempt): Promise<Attempt | undefined> {
  const terms = { exam, reviewPolicyId: null };
  const { by, reason } = cascadeChange(declined);
  const { user, studentName } = declined;
  const attempt = newAttempt(terms, {
    attemptCode: ports.drawCode(),
    user,
    studentName,
    takingAsProctored: false,
    by,
    now: ports.clock(),
    defaultBackend: ports.defaultBackend,
  });
  const plan = ({ current }: Findings) => {
    if (current)
      throw new DomainError('attempt_already_exists', `The learner has an attempt at exam ${exam.examId} by now.`);
    return { attempt: { ...attempt, status: 'declined' as const, lastChange: { by, reason } } };
  };
  try {
    await storeNewAttempt(ports, plan);
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'attempt_already_exists') throw error;
    return ports.attempts.readCurrent(exam.examId, user.id);
  }
}

function cascadeChange({ attemptId, user }: Attempt): { by: Actor; reason: string } {
  return { by: { role: 'learner', userId: user.id }, reason: `declined together with attempt ${attemptId}` };
}

async function clearCascadePending(ports: CreationPorts, declined: Attempt): Promise<void> {
  await retryOnCurrent<void>(declined, async attempt => {
    if (!attempt.cascadePending) return { stored: true, result: undefined };
    const { by, reason } = attempt.lastChange;
    const after = withSameTime(attempt, { cascadePending: false }, { now: ports.clock(), by, reason });
    const outcome = await ports.attempts.write(attempt, after);
    // Removed meanwhile, with its mark.
    if (!outcome.stored && !outcome.current) return { stored: true, result: undefined };
    return outcome.stored ? { stored: true, result: undefined } : outcome;
  });
}
