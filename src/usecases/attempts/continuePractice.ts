import type { Actor } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { hasExternalId } from '../../domain/attempts/attemptIds.ts';
import { examAsCreated, isPractice } from '../../domain/attempts/createdAs.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { isIncomplete } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { readClockTerms } from '../exams/readExam.ts';
import type { CreationPorts, UpdatePorts } from '../ports/attemptPorts.ts';
import { applyTimeOut } from './applyTimeOut.ts';
import { persistTimeOut } from './persistTimeOut.ts';
import { retryOnCurrent } from './updateAttempt.ts';

/** The request of a creation that found a practice attempt in progress. */
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

/**
 * Whether it is a practice attempt that a creation continues, and does not replace.
 * @param attempt with its time-out applied
 */
export function isPracticeInProgress(attempt: Attempt, exam: Exam): boolean {
  return isPractice(attempt, exam) && isIncomplete(attempt.status);
}

/** Whether the learner declines proctoring. */
export function declinesProctoring(request: Pick<Continuation, 'attemptProctored' | 'onBehalf'>): boolean {
  return !request.attemptProctored && !request.onBehalf;
}

/**
 * Starts or declines the practice attempt in progress as the creation requests. Nothing is registered at a vendor again.
 * @returns the attempt as it is now; undefined where it is no longer in progress
 * @throws DomainError `practice_in_progress` where the request prescribes another code or external id; `busy`
 */
export async function continuePractice(
  ports: CreationPorts,
  practice: Attempt,
  continuation: Continuation,
): Promise<Attempt | undefined> {
  requireSameIds(practice, continuation.onBehalf ?? {});
  return retryOnCurrent<Attempt | undefined>(practice, async attempt => {
    const isSuperseded = attempt !== practice && !attempt.isCurrent;
    const closed = await applyTimeOut(ports, attempt, ports.clock());
    if (isSuperseded || !isPracticeInProgress(closed, continuation.exam)) {
      return { stored: true, result: undefined };
    }
    const after = await afterContinuation(ports, attempt, continuation);
    const outcome = after === attempt ? { stored: true as const } : await ports.attempts.write(attempt, after);
    return outcome.stored ? { stored: true, result: after } : outcome;
  }).catch(undefinedWhereRemoved);
}

async function afterContinuation(ports: CreationPorts, attempt: Attempt, continuation: Continuation): Promise<Attempt> {
  const { exam, by, startClock } = continuation;
  const now = ports.clock();
  if (examAsCreated(attempt, exam).isProctored && declinesProctoring(continuation)) {
    return applyTransition(attempt, findTransition(attempt, 'decline', ['learner']), { now, by, terms: null });
  }
  if (!startClock || attempt.startedAt !== null) return attempt;
  const terms = await readClockTerms(ports.exams, attempt.examId, attempt.user.id);
  return applyTransition(attempt, findTransition(attempt, 'start', ['learner']), { now, by, terms });
}

function requireSameIds(attempt: Attempt, { attemptCode, externalId }: NonNullable<Continuation['onBehalf']>): void {
  if (attemptCode !== undefined && attemptCode !== attempt.attemptCode) throw hasAnotherId(attempt, 'attempt code');
  if (externalId !== undefined && !hasExternalId(attempt, externalId)) throw hasAnotherId(attempt, 'external id');
}

function hasAnotherId({ attemptId }: Attempt, idName: string): DomainError {
  return new DomainError(
    'practice_in_progress',
    `Practice attempt ${attemptId} is in progress with another ${idName}. Complete it first, or omit the ${idName}.`,
  );
}

/** Closes an overdue practice attempt, as the schedule would, so that it can be replaced. @returns undefined if it was removed */
export async function closePractice(ports: UpdatePorts, attempt: Attempt, exam: Exam): Promise<Attempt | undefined> {
  return isPractice(attempt, exam) ? persistTimeOut(ports, attempt).catch(undefinedWhereRemoved) : attempt;
}

function undefinedWhereRemoved(error: unknown): undefined {
  if (!(error instanceof DomainError) || error.code !== 'attempt_does_not_exist') throw error;
}
