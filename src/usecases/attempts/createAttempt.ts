import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { requireNotPastDue } from '../../domain/attempts/clock.ts';
import type { NewAttempt } from '../../domain/attempts/newAttempt.ts';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { Exam, ExamTerms } from '../../domain/exams/exam.ts';
import { requireNotPaused } from '../../domain/exams/pauses.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { type StaffRightsPorts, withStaffRights } from '../courseStaff/staffRights.ts';
import { readExamTerms } from '../exams/readExam.ts';
import { resolveLearner } from '../learners/registerLearners.ts';
import type { RenewalPorts } from '../learners/renewNames.ts';
import type { CreationPorts } from '../ports/attemptPorts.ts';
import type { Vendor } from '../ports/vendors.ts';
import { applyTimeOut } from './applyTimeOut.ts';
import { type AttemptRequest, isDeclined, learnerOf, requireCreator } from './attemptRequest.ts';
import { closePractice, continuePractice, isPracticeInProgress, PracticeInProgress } from './continuePractice.ts';
import { finishCascade } from './declineCascade.ts';
import { AttemptExists, type Creation, planCreation } from './planCreation.ts';
import { registerWithVendor, type VendorRegistrationPorts } from './registerWithVendor.ts';
import { storeNewAttempt } from './storeNewAttempt.ts';

const MAX_TRIES = 20;

/**
 * Creates the learner's current attempt at an exam, superseding a completed practice attempt or one that is ready to
 * resume; continues a practice attempt in progress. Taking a proctored exam unproctored declines it, with the cascade.
 * @throws DomainError `exam_does_not_exist`, `forbidden`, `exam_paused`, `exam_past_due`, `attempt_already_exists`, `attempt_code_in_use`,
 *   `external_id_in_use`, `practice_in_progress`, `vendor_failed` (nothing is stored then), `busy`
 */
export async function createAttempt(
  ports: CreateAttemptPorts,
  caller: Caller,
  request: AttemptRequest,
): Promise<Attempt> {
  const busy = `The learner's attempts at exam ${request.examId} are being changed concurrently. Try again.`;
  const creation = retryOnConflict(() => createOrContinue(ports, caller, request), { maxTries: MAX_TRIES, busy });
  const attempt = await creation.catch(async error => {
    // A creation that declined may be repeated because its cascade was cut off.
    if (error instanceof AttemptExists) await finishPendingCascade(ports, error.attempt);
    throw error;
  });
  await finishPendingCascade(ports, attempt);
  return attempt;
}

async function finishPendingCascade(ports: CreationPorts, { attemptId, cascadePending }: Attempt): Promise<void> {
  if (cascadePending) await finishCascade(ports, attemptId);
}

type CreateAttemptPorts = CreationPorts & VendorRegistrationPorts & RenewalPorts & StaffRightsPorts;

/** @returns the new or continued attempt; a conflict where the practice attempt was completed or removed meanwhile */
async function createOrContinue(ports: CreateAttemptPorts, caller: Caller, request: AttemptRequest) {
  const identity = learnerOf(caller, request);
  const terms = await readTerms(ports, request, identity.id);
  const staff = request.onBehalf ? await withStaffRights(ports, caller, [terms.exam.courseId]) : caller;
  const by = requireCreator(terms.exam, staff, request, identity.id);
  requireNotPaused(terms.exam);
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
  const closed = current && (await applyTimeOut(ports, current, ports.clock()));
  return closed && isPracticeInProgress(closed, exam) ? current : undefined;
}

const CONTINUABLE_ERRORS: readonly ErrorCode[] = ['exam_past_due', 'attempt_code_in_use', 'external_id_in_use'];

async function create(ports: CreateAttemptPorts, creation: Creation): Promise<Attempt> {
  const { request, terms, learner } = creation;
  const { defaultBackend } = ports;
  const vendor = vendorToRegisterWith(ports, creation);
  if (!vendor) return store(ports, creation);
  const plan = async () => {
    const current = await ports.attempts.readCurrent(request.examId, learner.id);
    const now = ports.clock();
    const closed = current && (await applyTimeOut(ports, current, now));
    return planCreation(creation, closed, { now, defaultBackend }).attempt;
  };
  return registerWithVendor(ports, { vendor, terms }, plan, registered => store(ports, creation, registered));
}

/** Stores the attempt; a superseded practice attempt is closed first, as its clock would run on otherwise. */
function store(ports: CreateAttemptPorts, creation: Creation, registered?: NewAttempt): Promise<Attempt> {
  const { request, learner, acrossCourses } = creation;
  const { defaultBackend } = ports;
  return storeNewAttempt(
    ports,
    async ({ current, areTermsOutdated }) => {
      const terms = areTermsOutdated ? await readTerms(ports, request, learner.id) : creation.terms;
      requireNotPaused(terms.exam);
      const closed = current ? await closePractice(ports, current, terms.exam) : undefined;
      return planCreation({ ...creation, terms }, closed, { now: ports.clock(), defaultBackend, registered });
    },
    { acrossCourses },
  );
}

/** The vendor to register with; undefined for an unproctored attempt and for one that the LMS registers itself. */
function vendorToRegisterWith({ vendors }: CreateAttemptPorts, { request, terms }: Creation): Vendor | undefined {
  const { onBehalf } = request;
  const isByLms = onBehalf?.attemptCode !== undefined || onBehalf?.externalId !== undefined;
  const isProctored = onBehalf?.takingAsProctored ?? terms.exam.isProctored;
  return isByLms || !isProctored || isDeclined(terms.exam, request) ? undefined : vendors.of(terms.exam);
}
