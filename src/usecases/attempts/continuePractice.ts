import type { Actor } from '../../domain/actors.ts';
import { type Attempt, isPractice } from '../../domain/attempts/attempt.ts';
import { hasExternalId } from '../../domain/attempts/attemptIds.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { isIncomplete } from '../../domain/attempts/status.ts';
import { withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { readClockTerms } from '../exams/readExam.ts';
import type { ChangingPorts, CreatingPorts } from '../ports/attemptPorts.ts';
import { persistTimeOut } from './persistTimeOut.ts';
import { retryOnCurrent } from './updateAttempt.ts';

/** Demands of a creation on the practice attempt that it finds in progress. */
export interface Continuation {
  exam: Exam;
  by: Actor;
  startClock: boolean;
  attemptProctored: boolean;
  onBehalf?: { attemptCode?: string; externalId?: string };
}

/** Ends a creation that found a practice attempt in progress. */
export class PracticeInProgress extends Error {
  readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    super('a practice attempt is in progress');
    this.attempt = attempt;
  }
}

type Ports = Pick<ChangingPorts, 'clock' | 'timedOutStatus'>;

/** A practice attempt that is neither completed nor past its end: it is continued, not replaced. */
export function isPracticeInProgress(ports: Ports, attempt: Attempt, exam: Exam): boolean {
  return (
    isPractice(attempt, exam) && isIncomplete(withTimeOutApplied(attempt, ports.clock(), ports.timedOutStatus).status)
  );
}

/** A practice attempt that is stored as not completed, whether or not its time is up. */
export function isIncompletePractice(attempt: Attempt, exam: Exam): boolean {
  return isPractice(attempt, exam) && isIncomplete(attempt.status);
}

/** Whether the learner declines proctoring. */
export function takesUnproctored(request: Pick<Continuation, 'attemptProctored' | 'onBehalf'>): boolean {
  return !request.attemptProctored && !request.onBehalf;
}

/**
 * The practice attempt as the creation leaves it: started where that was asked for and it was not yet, declined where a
 * proctored one is to be taken unproctored. Nothing is registered again at a vendor.
 * @returns undefined where it is not in progress any more
 * @throws DomainError `practice_in_progress` where another code or external id than its own was asked for; `busy`
 */
export async function continuePractice(
  ports: CreatingPorts,
  inProgress: Attempt,
  continuation: Continuation,
): Promise<Attempt | undefined> {
  requireOwnIds(inProgress, continuation.onBehalf ?? {});
  return retryOnCurrent<Attempt | undefined>(inProgress, async attempt => {
    const isSuperseded = attempt !== inProgress && !attempt.isCurrent;
    if (isSuperseded || !isPracticeInProgress(ports, attempt, continuation.exam)) {
      return { stored: true, result: undefined };
    }
    const after = await continued(ports, attempt, continuation);
    const outcome = after === attempt ? { stored: true as const } : await ports.attempts.write(attempt, after);
    return outcome.stored ? { stored: true, result: after } : outcome;
  }).catch(undefinedWhereRemoved);
}

async function continued(ports: CreatingPorts, attempt: Attempt, continuation: Continuation): Promise<Attempt> {
  const { exam, by, startClock } = continuation;
  const now = ports.clock();
  if ((attempt.createdProctored ?? exam.isProctored) && takesUnproctored(continuation)) {
    return applyTransition(attempt, findTransition(attempt, 'decline', ['learner']), { now, by, terms: null });
  }
  if (!startClock || attempt.startedAt !== null) return attempt;
  const terms = await readClockTerms(ports.exams, attempt.examId, attempt.user.id);
  return applyTransition(attempt, findTransition(attempt, 'start', ['learner']), { now, by, terms });
}

function requireOwnIds(attempt: Attempt, { attemptCode, externalId }: NonNullable<Continuation['onBehalf']>): void {
  const other =
    attemptCode !== undefined && attemptCode !== attempt.attemptCode
      ? 'attempt code'
      : externalId !== undefined && !hasExternalId(attempt, externalId)
        ? 'external id'
        : undefined;
  if (!other) return;
  throw new DomainError(
    'practice_in_progress',
    `The learner's practice attempt ${attempt.attemptId} is not completed, and has another ${other}.`,
  );
}

/** Closes a practice attempt past its end, as the schedule would, so that it can be replaced. */
export async function closePractice(ports: ChangingPorts, attempt: Attempt, exam: Exam): Promise<Attempt | undefined> {
  return isPractice(attempt, exam) ? persistTimeOut(ports, attempt).catch(undefinedWhereRemoved) : attempt;
}

function undefinedWhereRemoved(error: unknown): undefined {
  if (!(error instanceof DomainError) || error.code !== 'attempt_does_not_exist') throw error;
}
