import { isAddressableId } from '../../domain/attempts/addressableId.ts';
import { startClock } from '../../domain/attempts/clock.ts';
import type { NewAttempt } from '../../domain/attempts/newAttempt.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';
import { anonymiseAttempt } from '../../domain/privacy/personalData.ts';
import { type Clock, type Instant, laterBy } from '../../domain/time.ts';
import { type RegisteredAttempt, requireAddressable } from '../../domain/vendors/vendor.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { LearnerStore } from '../ports/learnerStore.ts';
import type { RegistrationSlot, RegistrationStore, Reservation } from '../ports/registrationStore.ts';
import type { Vendor, Vendors } from '../ports/vendors.ts';
import { registerExamWithVendor } from '../vendors/registerExamWithVendor.ts';

export interface RegisteringPorts {
  vendors: Vendors;
  registrations: RegistrationStore;
  learners: LearnerStore;
  exams: ExamStore;
  clock: Clock;
  pause: (seconds: number) => Promise<void>;
}

/** Above the time that all calls of one registration can take, and storing the attempt. */
const RESERVED_SECONDS = 30;
/** So long an attempt that could not be stored may still use the vendor's answer. */
const REGISTERED_SECONDS = 300;
/** A creation waits 4 s for another one, so that it can report the attempt of that one. */
const RETRIES = {
  maxTries: 16,
  busy: 'The attempt is being registered with the proctoring vendor. Try again in a moment.',
};
const RETRY_SECONDS = 0.25;

/**
 * Registers a planned attempt with the exam's vendor, then has it stored. Two creations at once do not both register, and a
 * creation that is repeated after one came to nothing uses the same code, and the vendor's answer where there was one.
 * @param plan the attempt that is wanted, as things are when it is called; throws where one is in its way
 * @param store keeps the attempt with the vendor's name for it and ends the reservation, or throws
 * @throws DomainError `vendor_failed`, `backend_not_configured`, `too_many_registrations`; `busy` while another
 *   creation that may yet fail, or was cut off, is at it; the errors of `plan` and `store`
 */
export async function registerWithVendor<Stored>(
  ports: RegisteringPorts,
  { vendor, terms }: { vendor: Vendor; terms: ExamTerms },
  plan: () => Promise<NewAttempt>,
  store: (registered: NewAttempt) => Promise<Stored>,
): Promise<Stored> {
  const { place, reservation, until } = await reserve(ports, plan);
  try {
    // The other creation may have come to its end between the look and the reservation.
    const attempt = await plan();
    const registered = await askVendor(ports, { vendor, terms, attempt, place, reservation, until });
    return await store(registered);
  } catch (error) {
    // Best effort: without it the next creation waits until the reservation ends.
    await ports.registrations.release(place, reservation, ports.clock()).catch(() => {});
    throw error;
  }
}

function reserve(ports: RegisteringPorts, plan: () => Promise<NewAttempt>) {
  const pause = () => ports.pause(RETRY_SECONDS);
  return retryOnConflict(
    async () => {
      const { examId, user, attemptCode } = await plan();
      const place = { examId, userId: user.id };
      const now = ports.clock();
      const until = laterBy(now, RESERVED_SECONDS);
      const reserved = await ports.registrations.reserve(place, attemptCode, { now, until });
      if (reserved.outcome === 'reserved') return { place, reservation: reserved.reservation, until };
      if (reserved.outcome === 'too_often') throw tooManyRegistrations(reserved.retryAfterSeconds);
      return CONFLICT;
    },
    { ...RETRIES, pause },
  );
}

/** Each registration costs money at the vendor. */
function tooManyRegistrations(retryAfterSeconds: number): DomainError {
  return new DomainError(
    'too_many_registrations',
    'The learner was registered for this exam as often as it may be within an hour. Try again later.',
    { retryAfterSeconds },
  );
}

interface Registering {
  vendor: Vendor;
  terms: ExamTerms;
  attempt: NewAttempt;
  place: RegistrationSlot;
  reservation: Reservation;
  until: Instant;
}

async function askVendor(ports: RegisteringPorts, asking: Registering): Promise<NewAttempt> {
  const { vendor, terms, attempt, place, reservation, until } = asking;
  const now = ports.clock();
  const allowedMinutes = minutesOf(attempt, terms, now);
  const known = stillGood(reservation, { allowedMinutes, vendor: vendor.name, now });
  if (known) return registered(attempt, vendor, reservation.attemptCode, known);
  // A code that the vendor knows with other terms is not used again.
  const attemptCode = reservation.registered ? attempt.attemptCode : reservation.attemptCode;
  const exam = await withExternalId(ports, vendor, terms);
  // A vendor that has forgotten a learner does not hear of them again.
  const isRetired = await ports.learners.isRetired(place.userId);
  const { user, studentName } = isRetired ? anonymiseAttempt(attempt) : attempt;
  const said = await vendor.registerAttempt({
    exam,
    attemptCode,
    learner: { ...user, fullName: studentName },
    allowedMinutes,
    isSampleAttempt: attempt.isSampleAttempt,
    reviewPolicy: terms.reviewPolicy,
    reviewPolicyException: terms.reviewPolicyException,
    now,
  });
  // Before anything of it is kept: the next try asks anew, with the same code.
  requireAddressable(vendor.name, said.externalId);
  const kept = { ...said, at: now, allowedMinutes, vendor: vendor.name };
  await ports.registrations.save(place, { ...reservation, attemptCode, registered: kept }, until);
  return registered(attempt, vendor, attemptCode, said);
}

function registered(attempt: NewAttempt, vendor: Vendor, attemptCode: string, said: RegisteredAttempt): NewAttempt {
  const { externalId, onboarding } = said;
  const { name } = vendor;
  return { ...attempt, attemptCode, externalId, backend: name, watchedBy: name, status: onboarding ?? 'created' };
}

/** Fields that registering decides, whichever attempt is replaced and however its exam has changed meanwhile. */
export function registrationOf(registered: NewAttempt): Partial<NewAttempt> {
  const { attemptCode, externalId, backend, watchedBy, takingAsProctored, createdProctored, status } = registered;
  return { attemptCode, externalId, backend, watchedBy, takingAsProctored, createdProctored, status };
}

/** The vendor's recent answer about an attempt on the same terms; undefined where it does not hold any more. */
function stillGood(
  { registered: said }: Reservation,
  now: { allowedMinutes: number; vendor: string; now: Instant },
): RegisteredAttempt | undefined {
  const isGood =
    said &&
    said.vendor === now.vendor &&
    said.allowedMinutes === now.allowedMinutes &&
    isAddressableId(said.externalId) &&
    laterBy(said.at, REGISTERED_SECONDS) > now.now;
  return isGood ? said : undefined;
}

/** An exam that the vendor has never heard of is made known first. */
async function withExternalId(ports: RegisteringPorts, vendor: Vendor, { exam, reviewPolicy }: ExamTerms) {
  if (!vendor.registerExam || exam.externalId !== null) return exam;
  return { ...exam, externalId: await registerExamWithVendor(ports, vendor, exam, reviewPolicy) };
}

/** Time that the clock would allow if it started now, in whole minutes. */
function minutesOf(attempt: NewAttempt, terms: ExamTerms, now: Instant): number {
  const { allowedTimeSeconds } = attempt.startedAt === null ? startClock(attempt, { ...terms, now }) : attempt;
  return Math.ceil((allowedTimeSeconds ?? 0) / 60);
}
