import type { Actor } from '../../domain/actors.ts';
import { type Attempt, withSameTime } from '../../domain/attempts/attempt.ts';
import { type AttemptTime, changeAdditionalTime, remainingTime } from '../../domain/attempts/clock.ts';
import { isSupersedablePractice } from '../../domain/attempts/createdAs.ts';
import { type NewAttempt, newAttempt, startedAtOnce } from '../../domain/attempts/newAttempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import type { Instant } from '../../domain/time.ts';
import type { Replacement } from '../ports/attemptStore.ts';
import { type AttemptRequest, isDeclined } from './attemptRequest.ts';
import { isPracticeInProgress, PracticeInProgress } from './continuePractice.ts';
import { registrationOf } from './registerWithVendor.ts';
import type { CreationPlan } from './storeNewAttempt.ts';

/** The learner's current attempt prevents a creation. */
export class AttemptExists extends DomainError {
  readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    super('attempt_already_exists', `The learner already has an attempt at exam ${attempt.examId}.`);
    this.attempt = attempt;
  }
}

/** The inputs of a new attempt. */
export interface Creation {
  request: AttemptRequest;
  terms: ExamTerms;
  learner: KnownLearner;
  by: Actor;
  /** The code where the request prescribes none. */
  code: string;
  acrossCourses: boolean;
}

/**
 * The attempt that a creation stores, and the change of the current one that it supersedes.
 * @param registered the attempt as the vendor has registered it
 * @throws PracticeInProgress, AttemptExists
 */
export function planCreation(
  creation: Creation,
  current: Attempt | undefined,
  options: { now: Instant; defaultBackend: string; registered?: NewAttempt | undefined },
): CreationPlan {
  const { terms, request } = creation;
  if (current && isPracticeInProgress(current, terms.exam)) throw new PracticeInProgress(current);
  const requested = requestedAttempt(creation, options);
  const attempt = { ...requested, ...(options.registered && registrationOf(options.registered)) };
  if (!current) return startIfRequested(attempt, terms, request.startClock);
  const { replaces, time } = resolveReplacement(current, attempt, terms);
  return { ...startIfRequested({ ...attempt, ...time }, terms, request.startClock), replaces };
}

/** The new attempt as the request describes it. */
function requestedAttempt(
  { terms, request, learner, by, code }: Creation,
  { now, defaultBackend }: { now: Instant; defaultBackend: string },
): NewAttempt {
  const { name, ...user } = learner;
  const prescribed = request.onBehalf ?? {};
  const attempt = newAttempt(terms, {
    attemptCode: prescribed.attemptCode ?? code,
    user,
    studentName: prescribed.studentName ?? (name || user.username),
    takingAsProctored: prescribed.takingAsProctored ?? terms.exam.isProctored,
    defaultBackend,
    by,
    now,
  });
  if (isDeclined(terms.exam, request))
    return { ...attempt, status: 'declined', takingAsProctored: false, cascadePending: true };
  return {
    ...attempt,
    externalId: prescribed.externalId ?? null,
    isSampleAttempt: prescribed.isSampleAttempt ?? attempt.isSampleAttempt,
    createdPractice: prescribed.isSampleAttempt ?? attempt.createdPractice,
    createdProctored: prescribed.takingAsProctored ?? attempt.createdProctored,
    allowedTimeSeconds: prescribed.allowedTimeSeconds ?? null,
  };
}

/**
 * The change of the current attempt that a new one supersedes, and the time that the new one resumes with.
 * @throws AttemptExists
 */
function resolveReplacement(
  current: Attempt,
  { createdAt: now, lastChange: { by }, allowedTimeSeconds }: NewAttempt,
  terms: ExamTerms,
): { replaces: Replacement; time?: AttemptTime } {
  if (current.readyToResume) {
    const after = applyTransition(current, findTransition(current, 'resume', ['learner']), { now, by, terms: null });
    const replaces = { before: current, after: { ...after, isCurrent: false } };
    return allowedTimeSeconds === null ? { replaces, time: timeToResume(current, terms, now) } : { replaces };
  }
  if (isSupersedablePractice(current, terms.exam)) {
    return { replaces: { before: current, after: withSameTime(current, { isCurrent: false }, { now, by }) } };
  }
  throw new AttemptExists(current);
}

/** The remaining time with the present additional time; if allowances were not read, the start adds it. */
function timeToResume(current: Attempt, terms: ExamTerms, now: Instant): AttemptTime {
  const remaining = remainingTime(current);
  if (!terms.allowancesRead) return remaining;
  const { exam, additionalSeconds } = terms;
  const pending = { ...current, ...remaining, startedAt: null };
  return { ...remaining, ...changeAdditionalTime(pending, { exam, additionalSeconds, now }, additionalSeconds) };
}

function startIfRequested(attempt: NewAttempt, terms: ExamTerms, startClock: boolean): CreationPlan {
  if (!startClock || attempt.status !== 'created') return { attempt };
  return { attempt: startedAtOnce(attempt, terms), terms };
}
