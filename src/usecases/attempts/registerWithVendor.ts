import { isAddressableId } from '../../domain/attempts/addressableId.ts';
import { startClock } from '../../domain/attempts/clock.ts';
import type { NewAttempt } from '../../domain/attempts/newAttempt.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';
import { examAtBackend } from '../../domain/exams/externalIds.ts';
import { requireNotPaused } from '../../domain/exams/pauses.ts';
import { anonymiseAttempt } from '../../domain/privacy/personalData.ts';
import { type Clock, type Instant, laterBy } from '../../domain/time.ts';
import { NO_SOFTWARE } from '../../domain/vendors/attemptSoftware.ts';
import { type RegisteredAttempt, requireAddressable } from '../../domain/vendors/vendor.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { LearnerStore } from '../ports/learnerStore.ts';
import type { RegistrationKey, RegistrationStore, Reservation } from '../ports/registrationStore.ts';
import type { Vendor, Vendors } from '../ports/vendors.ts';
import { registerExamWithVendor } from '../vendors/registerExamWithVendor.ts';

export interface VendorRegistrationPorts {
  vendors: Vendors;
  registrations: RegistrationStore;
  learners: LearnerStore;
  exams: ExamStore;
  clock: Clock;
  pause: (seconds: number) => Promise<void>;
}

/** Above the time of all calls of one registration and of storing the attempt. */
const RESERVED_SECONDS = 30;
/** How long a retry may reuse the vendor's answer for an attempt that could not be stored. */
const REGISTERED_SECONDS = 300;
/** 4 s in all: a creation waits for a concurrent one, so that it can report the attempt of that one. */
const MAX_TRIES = 16;
const RETRY_SECONDS = 0.25;

/**
 * Registers a planned attempt with the exam's vendor, then stores it. Concurrent creations register once; a retry after a
 * failed creation reuses its code, and the vendor's answer if there was one.
 * @param plan returns the attempt to create on the present state; throws where another attempt prevents it
 * @param store stores the attempt with the vendor's external id and ends the reservation, or throws
 * @throws DomainError `vendor_failed`, `exam_paused`, `backend_not_configured`, `too_many_registrations`; `busy` while another
 *   creation holds the reservation; the errors of `plan` and `store`
 */
export async function registerWithVendor<Stored>(
  ports: VendorRegistrationPorts,
  { vendor, terms }: { vendor: Vendor; terms: ExamTerms },
  plan: () => Promise<NewAttempt>,
  store: (registered: NewAttempt) => Promise<Stored>,
): Promise<Stored> {
  const { key, reservation, until } = await reserve(ports, terms, plan);
  try {
    // Another creation may have completed between the plan and the reservation.
    const attempt = await plan();
    const registered = await register(ports, { vendor, terms, attempt, key, reservation, until });
    // The exam may have been paused during the vendor's calls; the next try reuses the answer.
    requireNotPaused((await ports.exams.readConsistent(key.examId)) ?? terms.exam);
    return await store(registered);
  } catch (error) {
    // Best effort: without it the next creation waits until the reservation ends.
    await ports.registrations.release(key, reservation, ports.clock()).catch(() => {});
    throw error;
  }
}

function reserve(ports: VendorRegistrationPorts, { exam }: ExamTerms, plan: () => Promise<NewAttempt>) {
  const busy = `The learner's attempt at exam ${exam.examId} is being registered with the proctoring vendor. Try again in a moment.`;
  const pause = () => ports.pause(RETRY_SECONDS);
  return retryOnConflict(
    async () => {
      const { examId, user, attemptCode } = await plan();
      const key = { examId, userId: user.id };
      const now = ports.clock();
      const until = laterBy(now, RESERVED_SECONDS);
      const reserved = await ports.registrations.reserve(key, attemptCode, { now, until });
      if (reserved.outcome === 'reserved') return { key, reservation: reserved.reservation, until };
      if (reserved.outcome === 'too_often') throw tooManyRegistrations(examId, reserved.retryAfterSeconds);
      return CONFLICT;
    },
    { maxTries: MAX_TRIES, busy, pause },
  );
}

/** Each registration costs money at the vendor. */
function tooManyRegistrations(examId: number, retryAfterSeconds: number): DomainError {
  return new DomainError(
    'too_many_registrations',
    `The learner has reached the hourly limit of registrations for exam ${examId}. Try again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}

interface RegistrationInput {
  vendor: Vendor;
  terms: ExamTerms;
  attempt: NewAttempt;
  key: RegistrationKey;
  reservation: Reservation;
  until: Instant;
}

async function register(ports: VendorRegistrationPorts, input: RegistrationInput): Promise<NewAttempt> {
  const { vendor, terms, attempt, key, reservation, until } = input;
  const now = ports.clock();
  const allowedMinutes = minutesOf(attempt, terms, now);
  const reusable = reusableAnswer(reservation, { allowedMinutes, vendor: vendor.name, now });
  if (reusable) return withRegistration(attempt, vendor, reservation.attemptCode, reusable);
  // A code registered on other terms is not reused.
  const attemptCode = reservation.registered ? attempt.attemptCode : reservation.attemptCode;
  const exam = await withExternalId(ports, vendor, terms);
  // A vendor that has erased the learner receives none of their data again.
  const isErased = await ports.learners.isErased(key.userId);
  const { user, studentName } = isErased ? anonymiseAttempt(attempt) : attempt;
  const answer = await vendor.registerAttempt({
    exam,
    attemptCode,
    learner: { ...user, fullName: studentName },
    allowedMinutes,
    isSampleAttempt: attempt.isSampleAttempt,
    reviewPolicy: terms.reviewPolicy,
    reviewPolicyException: terms.reviewPolicyException,
    now,
  });
  // Checked before it is saved: the next try registers again, with the same code.
  requireAddressable(vendor.name, answer.externalId);
  const saved = { ...answer, at: now, allowedMinutes, vendor: vendor.name };
  await ports.registrations.save(key, { ...reservation, attemptCode, registered: saved }, until);
  return withRegistration(attempt, vendor, attemptCode, answer);
}

function withRegistration(
  attempt: NewAttempt,
  vendor: Vendor,
  attemptCode: string,
  { externalId, onboarding, software = NO_SOFTWARE }: RegisteredAttempt,
): NewAttempt {
  const { name } = vendor;
  const fields = { attemptCode, externalId, backend: name, watchedBy: name };
  // A learner who has to be onboarded first does not install it.
  return { ...attempt, ...fields, ...(onboarding ? { status: onboarding } : { ...software, status: 'created' }) };
}

/** Fields that the registration fixes, even if the replaced attempt or the exam has changed meanwhile. */
export function registrationOf(registered: NewAttempt): Partial<NewAttempt> {
  const { attemptCode, externalId, backend, watchedBy, takingAsProctored, createdProctored, status } = registered;
  const { downloadUrl, vendorInstructions } = registered;
  return {
    attemptCode,
    externalId,
    backend,
    watchedBy,
    takingAsProctored,
    createdProctored,
    status,
    downloadUrl,
    vendorInstructions,
  };
}

/** The vendor's recent answer for the same terms, if any. */
function reusableAnswer(
  { registered: answer }: Reservation,
  terms: { allowedMinutes: number; vendor: string; now: Instant },
): RegisteredAttempt | undefined {
  const isReusable =
    answer &&
    answer.vendor === terms.vendor &&
    answer.allowedMinutes === terms.allowedMinutes &&
    isAddressableId(answer.externalId) &&
    laterBy(answer.at, REGISTERED_SECONDS) > terms.now;
  return isReusable ? answer : undefined;
}

/** The exam with its external id at the vendor; an exam without one is registered with the vendor first. */
async function withExternalId(ports: VendorRegistrationPorts, vendor: Vendor, { exam, reviewPolicy }: ExamTerms) {
  const examAtVendor = examAtBackend(exam, vendor.name);
  if (!vendor.registerExam || examAtVendor.externalId !== null) return examAtVendor;
  return { ...exam, externalId: await registerExamWithVendor(ports, vendor, exam, reviewPolicy) };
}

/** Time that the clock would allow if it started now, in whole minutes. */
function minutesOf(attempt: NewAttempt, terms: ExamTerms, now: Instant): number {
  const { allowedTimeSeconds } = attempt.startedAt === null ? startClock(attempt, { ...terms, now }) : attempt;
  return Math.ceil((allowedTimeSeconds ?? 0) / 60);
}
