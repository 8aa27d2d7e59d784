import { type Actor, type Caller, isStaffOf, requireStaffOver } from '../../domain/actors.ts';
import { type Attempt, type Learner, withChange } from '../../domain/attempts/attempt.ts';
import {
  type AttemptTime,
  changeAdditionalTime,
  remainingTime,
  requireNotPastDue,
} from '../../domain/attempts/clock.ts';
import { isPractice } from '../../domain/attempts/createdAs.ts';
import { type NewAttempt, newAttempt, startedAtOnce } from '../../domain/attempts/newAttempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { Exam, ExamTerms } from '../../domain/exams/exam.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import type { Instant } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { type StaffRightsPorts, withStaffRights } from '../courseStaff/staffRights.ts';
import { readExamTerms } from '../exams/readExam.ts';
import { resolveLearner } from '../learners/registerLearners.ts';
import type { RenewalPorts } from '../learners/renewNames.ts';
import type { CreationPorts } from '../ports/attemptPorts.ts';
import type { Replacement } from '../ports/attemptStore.ts';
import type { Vendor } from '../ports/vendors.ts';
import {
  closePractice,
  continuePractice,
  declinesProctoring,
  isIncompletePractice,
  isPracticeInProgress,
  PracticeInProgress,
} from './continuePractice.ts';
import { finishCascade } from './declineCascade.ts';
import { type RegistrationPorts, registerWithVendor, registrationOf } from './registerWithVendor.ts';
import { type CreationPlan, storeNewAttempt } from './storeNewAttempt.ts';

/** Fields that a learner may set when creating an attempt. */
export interface AttemptRequest {
  examId: number;
  startClock: boolean;
  attemptProctored: boolean;
  /** Fields that only staff may set, on behalf of a learner or of an LMS that registers with the vendor itself. */
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

const MAX_TRIES = 20;

/**
 * Creates the learner's current attempt at an exam, superseding a completed practice attempt or one that is ready to
 * resume; continues a practice attempt in progress. Taking a proctored exam unproctored declines it, with the cascade.
 * @throws DomainError `exam_does_not_exist`, `forbidden`, `exam_past_due`, `attempt_already_exists`, `attempt_code_in_use`,
 *   `external_id_in_use`, `practice_in_progress`, `vendor_failed` (nothing is stored then), `busy`
 */
export async function createAttempt(
  ports: CreateAttemptPorts,
  caller: Caller,
  request: AttemptRequest,
): Promise<Attempt> {
  const busy = `The learner's attempts at exam ${request.examId} are being changed concurrently. Try again.`;
  const attempt = await retryOnConflict(() => createOrContinue(ports, caller, request), { maxTries: MAX_TRIES, busy });
  if (attempt.cascadePending) await finishCascade(ports, attempt.attemptId);
  return attempt;
}

type CreateAttemptPorts = CreationPorts & RegistrationPorts & RenewalPorts & StaffRightsPorts;

/** @returns the new or continued attempt; a conflict where the practice attempt was completed or removed meanwhile */
async function createOrContinue(ports: CreateAttemptPorts, caller: Caller, request: AttemptRequest) {
  const identity = learnerOf(caller, request);
  const terms = await readTerms(ports, request, identity.id);
  const staff = request.onBehalf ? await withStaffRights(ports, caller, [terms.exam.courseId]) : caller;
  const by = requireCreator(terms.exam, staff, request, identity.id);
  try {
    requireNotPastDue(terms.exam, ports.clock());
    // Course staff could name anybody: only the LMS and the learner's own token are authoritative.
    const isAuthoritative = identity.id === caller.userId || caller.isStaff;
    const learner = await resolveLearner(ports, identity, { isAuthoritative });
    const acrossCourses = caller.isStaff;
    return await create(ports, { request, terms, learner, by, acrossCourses, code: ports.drawCode() });
  } catch (error) {
    const practice = await practiceInProgress(ports, error, terms.exam, identity.id);
    if (!practice) throw error;
    return (await continuePractice(ports, practice, { by, exam: terms.exam, ...request })) ?? CONFLICT;
  }
}

/** Allowances are needed for the vendor, and for the clock. */
function readTerms(
  ports: CreateAttemptPorts,
  { examId, startClock }: AttemptRequest,
  userId: number,
): Promise<ExamTerms> {
  return readExamTerms(ports.exams, examId, userId, exam => startClock || ports.vendors.of(exam) !== undefined);
}

/** The practice attempt in progress that the creation failed on. */
async function practiceInProgress(
  ports: CreateAttemptPorts,
  error: unknown,
  exam: Exam,
  userId: number,
): Promise<Attempt | undefined> {
  if (error instanceof PracticeInProgress) return error.attempt;
  // The code or external id in use may be the practice attempt's own.
  const mayContinue = error instanceof DomainError && CONTINUABLE_ERRORS.includes(error.code);
  const current = mayContinue ? await ports.attempts.readCurrent(exam.examId, userId) : undefined;
  return current && isPracticeInProgress(ports, current, exam) ? current : undefined;
}

const CONTINUABLE_ERRORS: readonly ErrorCode[] = ['exam_past_due', 'attempt_code_in_use', 'external_id_in_use'];

/** The inputs of a new attempt. */
interface Creation {
  request: AttemptRequest;
  terms: ExamTerms;
  learner: KnownLearner;
  by: Actor;
  /** The code where the request prescribes none. */
  code: string;
  acrossCourses: boolean;
}

async function create(ports: CreateAttemptPorts, creation: Creation): Promise<Attempt> {
  const { request, terms, learner } = creation;
  const vendor = vendorToRegisterWith(ports, creation);
  if (!vendor) return store(ports, creation);
  const plan = async () => {
    const current = await ports.attempts.readCurrent(request.examId, learner.id);
    const now = ports.clock();
    const closed = current && withTimeOutApplied(current, now, ports.timedOutStatus);
    return planCreation(ports, creation, closed, now).attempt;
  };
  return registerWithVendor(ports, { vendor, terms }, plan, registered => store(ports, creation, registered));
}

/** Stores the attempt; a superseded practice attempt is closed first, as its clock would run on otherwise. */
function store(ports: CreateAttemptPorts, creation: Creation, registered?: NewAttempt): Promise<Attempt> {
  const { request, learner, acrossCourses } = creation;
  return storeNewAttempt(
    ports,
    async ({ current, areTermsOutdated }) => {
      const terms = areTermsOutdated ? await readTerms(ports, request, learner.id) : creation.terms;
      const closed = current ? await closePractice(ports, current, terms.exam) : undefined;
      return planCreation(ports, { ...creation, terms }, closed, ports.clock(), registered);
    },
    { acrossCourses },
  );
}

/** @throws PracticeInProgress, DomainError `attempt_already_exists` */
function planCreation(
  { defaultBackend }: CreateAttemptPorts,
  { request, terms, learner, by, code }: Creation,
  current: Attempt | undefined,
  now: Instant,
  registered?: NewAttempt,
): CreationPlan {
  if (current && isIncompletePractice(current, terms.exam)) throw new PracticeInProgress(current);
  const requested = requestedAttempt(terms, request, { learner, defaultBackend, by, now, code });
  const attempt = { ...requested, ...(registered && registrationOf(registered)) };
  if (!current) return withClockStarted(attempt, terms, request.startClock);
  const { replaces, time } = resolveReplacement(current, attempt, terms);
  return { ...withClockStarted({ ...attempt, ...time }, terms, request.startClock), replaces };
}

/** The vendor to register with; undefined for an unproctored attempt and for one that the LMS registers itself. */
function vendorToRegisterWith({ vendors }: CreateAttemptPorts, { request, terms }: Creation): Vendor | undefined {
  const { onBehalf } = request;
  const isByLms = onBehalf?.attemptCode !== undefined || onBehalf?.externalId !== undefined;
  const isProctored = onBehalf?.takingAsProctored ?? terms.exam.isProctored;
  return isByLms || !isProctored || isDeclined(terms.exam, request) ? undefined : vendors.of(terms.exam);
}

/** Taking a proctored exam unproctored declines it. */
function isDeclined(exam: Exam, request: AttemptRequest): boolean {
  return exam.isProctored && declinesProctoring(request);
}

/** Course staff that name only themselves and prescribe no field act as learners. */
function requireCreator(exam: Exam, caller: Caller, { onBehalf }: AttemptRequest, learnerId: number): Actor {
  if (!onBehalf) return { role: 'learner', userId: caller.userId };
  if (!isStaffOf(caller, exam.courseId)) {
    throw new DomainError(
      'forbidden',
      `Only staff of the course of exam ${exam.examId} may create an attempt for another learner or prescribe its fields.`,
    );
  }
  const { user: _, ...prescribed } = onBehalf;
  const prescribesNothing = Object.keys(prescribed).length === 0;
  if (prescribesNothing && learnerId === caller.userId && !caller.isStaff)
    return { role: 'learner', userId: caller.userId };
  return requireStaffOver(caller, exam.courseId, learnerId);
}

/** The learner that the request names; only global staff may name themselves otherwise than their token does. */
function learnerOf(caller: Caller, { onBehalf }: AttemptRequest): KnownLearner {
  const { userId: id, username, email, name } = caller;
  const user = onBehalf?.user;
  if (!user || (user.id === id && !caller.isStaff)) return { id, username, email, name };
  return { id: user.id, username: user.username, email: user.email, name: user.name ?? '' };
}

/** The new attempt as the request describes it. */
function requestedAttempt(
  terms: ExamTerms,
  request: AttemptRequest,
  {
    learner,
    defaultBackend,
    by,
    now,
    code,
  }: Pick<Creation, 'learner' | 'by' | 'code'> & { defaultBackend: string; now: Instant },
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
 * @throws DomainError `attempt_already_exists`
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
  if (isPractice(current, terms.exam)) {
    return { replaces: { before: current, after: withChange(current, { isCurrent: false }, { now, by }) } };
  }
  throw new DomainError('attempt_already_exists', `The learner already has an attempt at exam ${terms.exam.examId}.`);
}

/** The remaining time with the present additional time; if allowances were not read, the start adds it. */
function timeToResume(current: Attempt, terms: ExamTerms, now: Instant): AttemptTime {
  const remaining = remainingTime(current);
  if (!terms.allowancesRead) return remaining;
  const { exam, additionalSeconds } = terms;
  const pending = { ...current, ...remaining, startedAt: null };
  return { ...remaining, ...changeAdditionalTime(pending, { exam, additionalSeconds, now }, additionalSeconds) };
}

function withClockStarted(attempt: NewAttempt, terms: ExamTerms, startClock: boolean): CreationPlan {
  if (!startClock || attempt.status !== 'created') return { attempt };
  return { attempt: startedAtOnce(attempt, terms), terms };
}
