import { type Actor, type Caller, isStaffOf, requireStaffOver } from '../../domain/actors.ts';
import { type Attempt, changed, isPractice, type Learner } from '../../domain/attempts/attempt.ts';
import {
  type AttemptTime,
  changeAdditionalTime,
  isPastDue,
  remainingTime,
  requireNotPastDue,
} from '../../domain/attempts/clock.ts';
import { type NewAttempt, newAttempt, startedAtOnce } from '../../domain/attempts/newAttempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam, ExamTerms } from '../../domain/exams/exam.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import type { Instant } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { readExamTerms } from '../exams/readExam.ts';
import { learnerToShow } from '../learners/registerLearners.ts';
import type { RenewalPorts } from '../learners/renewNames.ts';
import type { CreatingPorts } from '../ports/attemptPorts.ts';
import type { Vendor } from '../ports/vendors.ts';
import {
  type Continuation,
  closePractice,
  continuePractice,
  isIncompletePractice,
  isPracticeInProgress,
  PracticeInProgress,
  takesUnproctored,
} from './continuePractice.ts';
import { finishCascade } from './declineCascade.ts';
import { type RegisteringPorts, registerWithVendor, registrationOf } from './registerWithVendor.ts';
import { type CreationPlan, storeNewAttempt } from './storeNewAttempt.ts';

/** What a learner may say when creating an attempt of their own. */
export interface AttemptRequest {
  examId: number;
  startClock: boolean;
  attemptProctored: boolean;
  /** What only staff may say, on behalf of a learner or of an LMS that registers with the vendor itself. */
  onBehalf?: StaffAttemptRequest;
}

export interface StaffAttemptRequest {
  user?: Learner & { name?: string };
  attemptCode?: string;
  externalId?: string;
  studentName?: string;
  takingAsProctored?: boolean;
  isSampleAttempt?: boolean;
  allowedTimeSeconds?: number;
}

const RETRIES = {
  maxTries: 20,
  busy: "The learner's attempts at the exam are being changed by many at once. Try again.",
};

/**
 * Creates the learner's current attempt at an exam, in place of a completed practice attempt or of one that staff marked
 * ready to resume. A practice attempt that is not completed is continued instead. A proctored exam taken unproctored is
 * declined, with the cascade over the course's other exams.
 * Writes nothing to the history but what becomes of the attempt replaced, or continued.
 * @throws Refusal `exam_does_not_exist`, `forbidden`, `exam_past_due`, `attempt_already_exists`, `attempt_code_in_use`,
 *   `external_id_in_use`, `practice_in_progress`, `vendor_failed` (nothing is stored then), `busy`
 */
export async function createAttempt(
  ports: CreatingPorts & RegisteringPorts & RenewalPorts,
  caller: Caller,
  request: AttemptRequest,
): Promise<Attempt> {
  const attempt = await retryOnConflict(async () => {
    const outcome = await createOrFind(ports, caller, request);
    // The practice attempt in progress may be completed or removed before it is continued.
    return outcome.created ?? (await continuePractice(ports, outcome.inProgress, outcome.continuation)) ?? CONFLICT;
  }, RETRIES);
  if (attempt.cascadePending) await finishCascade(ports, attempt.attemptId);
  return attempt;
}

type CreatedOrFound = { created: Attempt } | { created?: undefined; inProgress: Attempt; continuation: Continuation };

/** @returns the new attempt, or the practice attempt in progress that stands in its place */
async function createOrFind(
  ports: CreatingPorts & RegisteringPorts & RenewalPorts,
  caller: Caller,
  request: AttemptRequest,
): Promise<CreatedOrFound> {
  const person = learnerOf(caller, request);
  // They are told to a vendor, and counted when the clock starts.
  const needsAllowances = (exam: Exam) => request.startClock || ports.vendors.of(exam) !== undefined;
  const readTerms = () => readExamTerms(ports.exams, request.examId, person.id, needsAllowances);
  const readCurrent = () => ports.attempts.readCurrent(request.examId, person.id);
  const code = ports.drawCode();
  let terms = await readTerms();
  const by = requireCreator(terms.exam, caller, request, person.id);
  const continued = (inProgress: Attempt): CreatedOrFound => ({
    inProgress,
    continuation: { by, exam: terms.exam, ...request },
  });
  const now = ports.clock();
  if (isPastDue(terms.exam, now)) {
    const current = await readCurrent();
    if (current && isPracticeInProgress(ports, current, terms.exam)) return continued(current);
    requireNotPastDue(terms.exam, now);
  }
  // Course staff may say anything about anybody: only the LMS and the learner's own token are believed.
  const isAuthoritative = person.id === caller.userId || caller.isStaff;
  const learner = await learnerToShow(ports, person, { isAuthoritative });
  const plan = (holder: Attempt | undefined, registered?: NewAttempt) => {
    if (holder && isPracticeInProgress(ports, holder, terms.exam)) throw new PracticeInProgress(holder);
    const { defaultBackend } = ports;
    // Not before the attempt that it supersedes was closed, nor before a vendor has answered.
    const wanted = wantedAttempt(terms, request, { learner, defaultBackend, by, now: ports.clock(), code });
    return planOver(holder, { ...wanted, ...(registered && registrationOf(registered)) }, terms, request.startClock);
  };
  const store = (registered?: NewAttempt) =>
    storeNewAttempt(
      ports,
      async (holder, afresh) => {
        if (afresh) terms = await readTerms();
        const current = holder && (await closePractice(ports, holder, terms.exam));
        // Its time may run out this very moment: one that was not closed is not superseded, or its clock would run on.
        if (current && isIncompletePractice(current, terms.exam)) throw new PracticeInProgress(current);
        return plan(current, registered);
      },
      { acrossCourses: caller.isStaff },
    );
  const vendor = vendorToAsk(ports, request, terms, plan(undefined).attempt);
  const planned = async () => plan(await readCurrent()).attempt;
  try {
    const created = await (vendor ? registerWithVendor(ports, { vendor, terms }, planned, store) : store());
    return { created };
  } catch (error) {
    if (error instanceof PracticeInProgress) return continued(error.attempt);
    // The code or the external id that was asked for may be those of the attempt in progress.
    const current = isInUse(error) ? await readCurrent() : undefined;
    if (current && isPracticeInProgress(ports, current, terms.exam)) return continued(current);
    throw error;
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof DomainError && ['attempt_code_in_use', 'external_id_in_use'].includes(error.code);
}

/** Nobody is to be asked about an attempt that is not proctored, or that the LMS registers by itself. */
function vendorToAsk(
  { vendors }: RegisteringPorts,
  { onBehalf }: AttemptRequest,
  { exam }: ExamTerms,
  { takingAsProctored }: NewAttempt,
): Vendor | undefined {
  const byLms = onBehalf?.attemptCode !== undefined || onBehalf?.externalId !== undefined;
  return byLms || !takingAsProctored ? undefined : vendors.of(exam);
}

/** Course staff who name nobody but themselves, and prescribe nothing, are learners like any other. */
function requireCreator(exam: Exam, caller: Caller, { onBehalf }: AttemptRequest, learnerId: number): Actor {
  if (!onBehalf) return { role: 'learner', userId: caller.userId };
  if (!isStaffOf(caller, exam.courseId)) {
    throw new DomainError(
      'forbidden',
      'Only staff of the course may create an attempt for somebody else or prescribe its code.',
    );
  }
  const { user: _, ...prescribed } = onBehalf;
  const isPlain = Object.keys(prescribed).length === 0;
  if (isPlain && learnerId === caller.userId && !caller.isStaff) return { role: 'learner', userId: caller.userId };
  return requireStaffOver(caller, exam.courseId, learnerId);
}

/** As the request names the learner; nobody but global staff names themselves otherwise than their token does. */
function learnerOf(caller: Caller, { onBehalf }: AttemptRequest): KnownLearner {
  const { userId: id, username, email, name } = caller;
  const user = onBehalf?.user;
  if (!user || (user.id === id && !caller.isStaff)) return { id, username, email, name };
  return { id: user.id, username: user.username, email: user.email, name: user.name ?? '' };
}

/** The new attempt as it is asked for, whatever may be in its way. Pure. */
function wantedAttempt(
  terms: ExamTerms,
  request: AttemptRequest,
  ports: { learner: KnownLearner; defaultBackend: string; by: Actor; now: Instant; code: string },
): NewAttempt {
  const { defaultBackend, by, now, code } = ports;
  const { name, ...user } = ports.learner;
  const said = request.onBehalf ?? {};
  const attempt = newAttempt(terms, {
    attemptCode: said.attemptCode ?? code,
    user,
    studentName: said.studentName ?? (name || user.username),
    takingAsProctored: said.takingAsProctored ?? terms.exam.isProctored,
    defaultBackend,
    by,
    now,
  });
  // A learner who takes a proctored exam unproctored declines it.
  if (terms.exam.isProctored && takesUnproctored(request))
    return { ...attempt, status: 'declined', takingAsProctored: false, cascadePending: true };
  return {
    ...attempt,
    externalId: said.externalId ?? null,
    isSampleAttempt: said.isSampleAttempt ?? attempt.isSampleAttempt,
    createdPractice: said.isSampleAttempt ?? attempt.createdPractice,
    createdProctored: said.takingAsProctored ?? attempt.createdProctored,
    allowedTimeSeconds: said.allowedTimeSeconds ?? null,
  };
}

/** Puts the wanted attempt in the place of the one that is there, where that may be. @throws Refusal */
function planOver(
  holder: Attempt | undefined,
  wanted: NewAttempt,
  terms: ExamTerms,
  startClock: boolean,
): CreationPlan {
  if (!holder) return started(wanted, terms, startClock);
  const { createdAt: now, lastChange } = wanted;
  if (holder.readyToResume) {
    const row = findTransition(holder, 'resume', ['learner']);
    const after = applyTransition(holder, row, { now, by: lastChange.by, terms: null });
    const resuming = { ...wanted, ...(wanted.allowedTimeSeconds === null && timeToResume(holder, terms, now)) };
    return {
      ...started(resuming, terms, startClock),
      replaces: { before: holder, after: { ...after, isCurrent: false } },
    };
  }
  if (isPractice(holder, terms.exam)) {
    const after = changed(holder, { isCurrent: false }, { now, by: lastChange.by });
    return { ...started(wanted, terms, startClock), replaces: { before: holder, after } };
  }
  throw new DomainError('attempt_already_exists', `The learner already has an attempt at exam ${terms.exam.examId}.`);
}

/** What was left, with the additional time as it is now; where that was not read, the start makes up for it. */
function timeToResume(holder: Attempt, terms: ExamTerms, now: Instant): AttemptTime {
  const left = remainingTime(holder);
  if (!terms.allowancesRead) return left;
  const { exam, additionalSeconds } = terms;
  const pending = { ...holder, ...left, startedAt: null };
  return { ...left, ...changeAdditionalTime(pending, { exam, additionalSeconds, now }, additionalSeconds) };
}

function started(wanted: NewAttempt, terms: ExamTerms, startClock: boolean): CreationPlan {
  if (!startClock || wanted.status !== 'created') return { attempt: wanted };
  return { attempt: startedAtOnce(wanted, terms), terms };
}
