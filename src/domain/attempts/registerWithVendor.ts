import { Refusal } from '../errors.ts';
import type { ExamStore, ExamTerms } from '../exams/exam.ts';
import type { LearnerStore } from '../learners/learners.ts';
import { type Clock, type Instant, laterBy } from '../time.ts';
import { makeExamKnown } from '../vendors/makeExamKnown.ts';
import type { RegisteredAttempt, Vendor, Vendors } from '../vendors/vendor.ts';
import { withoutPerson } from './attempt.ts';
import { startClock } from './clock.ts';
import type { NewAttempt } from './newAttempt.ts';

/** Whose registration it is: one learner has one going on for an exam at a time. */
export interface RegistrationPlace {
  examId: number;
  userId: number;
}

/** A registration under way, or left by a creation that came to nothing. */
export interface Reservation {
  /** The code it was, or is to be, registered under. */
  attemptCode: string;
  /** What the vendor said, once it did. */
  registered: (RegisteredAttempt & { at: Instant; allowedMinutes: number; vendor: string }) | null;
}

export interface RegistrationStore {
  /**
   * Takes the place until then, if nobody has it; a code left from an attempt that failed is kept.
   * @returns undefined when another creation has it at the moment
   */
  reserve(
    place: RegistrationPlace,
    code: string,
    when: { now: Instant; until: Instant },
  ): Promise<Reservation | undefined>;
  /** Remembers what the vendor said, so that it is not asked twice. */
  keep(place: RegistrationPlace, reservation: Reservation, until: Instant): Promise<void>;
  /** Lets the next creation try at once. */
  release(place: RegistrationPlace, now: Instant): Promise<void>;
}

export interface RegisteringPorts {
  vendors: Vendors;
  registrations: RegistrationStore;
  learners: LearnerStore;
  exams: ExamStore;
  clock: Clock;
}

/** Above the time that all calls of one registration can take. */
const RESERVED_SECONDS = 30;
/** So long an attempt that could not be stored may still use what the vendor said. */
const REGISTERED_SECONDS = 300;

/**
 * Registers a planned attempt with the exam's vendor. Two creations at once do not both register, and a creation that is
 * repeated after one came to nothing uses the same code, and the vendor's answer where there was one.
 * @returns the attempt with the vendor's name for it; unchanged where the LMS registers by itself
 * @throws Refusal `vendor_failed`, `attempt_already_exists` while another creation is at it, `backend_not_configured`
 */
export async function registerWithVendor(
  given: RegisteringPorts,
  terms: ExamTerms,
  attempt: NewAttempt,
): Promise<NewAttempt> {
  const vendor = given.vendors.of(terms.exam);
  if (!vendor) return attempt;
  const place = { examId: attempt.examId, userId: attempt.user.id };
  const now = given.clock();
  const when = { now, until: laterBy(now, RESERVED_SECONDS) };
  const reservation = await given.registrations.reserve(place, attempt.attemptCode, when);
  if (!reservation) {
    throw new Refusal('attempt_already_exists', 'The attempt is being registered with the proctoring vendor.');
  }
  const allowedMinutes = minutesOf(attempt, terms, now);
  const known = stillGood(reservation, { allowedMinutes, vendor: vendor.name, now });
  if (known) return registered(attempt, vendor, reservation.attemptCode, known);
  // A code that the vendor knows with other terms is not used again.
  const attemptCode = reservation.registered ? attempt.attemptCode : reservation.attemptCode;
  try {
    const exam = await withExternalId(given, vendor, terms);
    // A vendor that has forgotten a learner does not hear of them again.
    const isRetired = await given.learners.isRetired(place.userId);
    const { user, studentName } = isRetired ? withoutPerson(attempt) : attempt;
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
    const kept = { ...said, at: now, allowedMinutes, vendor: vendor.name };
    await given.registrations.keep(place, { attemptCode, registered: kept }, when.until);
    return registered(attempt, vendor, attemptCode, said);
  } catch (error) {
    // Best effort: without it the next creation waits until the reservation ends.
    await given.registrations.release(place, given.clock()).catch(() => {});
    throw error;
  }
}

function registered(attempt: NewAttempt, vendor: Vendor, attemptCode: string, said: RegisteredAttempt): NewAttempt {
  const { externalId, onboarding } = said;
  return { ...attempt, attemptCode, externalId, backend: vendor.name, status: onboarding ?? 'created' };
}

/** What registering decides of an attempt, whatever it is planned over. */
export function registrationOf({ attemptCode, externalId, backend, status }: NewAttempt): Partial<NewAttempt> {
  return { attemptCode, externalId, backend, status };
}

/** What the vendor said a moment ago about an attempt on the same terms. */
function stillGood(
  { registered: said }: Reservation,
  now: { allowedMinutes: number; vendor: string; now: Instant },
): RegisteredAttempt | undefined {
  const isGood =
    said &&
    said.vendor === now.vendor &&
    said.allowedMinutes === now.allowedMinutes &&
    laterBy(said.at, REGISTERED_SECONDS) > now.now;
  return isGood ? said : undefined;
}

/** An exam that the vendor has never heard of is made known first. */
async function withExternalId(given: RegisteringPorts, vendor: Vendor, { exam, reviewPolicy }: ExamTerms) {
  if (!vendor.registerExam || exam.externalId !== null) return exam;
  return { ...exam, externalId: await makeExamKnown(given, vendor, exam, reviewPolicy) };
}

/** What the clock would allow if it started now, in whole minutes. */
function minutesOf(attempt: NewAttempt, terms: ExamTerms, now: Instant): number {
  const { allowedTimeSeconds } = attempt.startedAt === null ? startClock(attempt, { ...terms, now }) : attempt;
  return Math.ceil((allowedTimeSeconds ?? 0) / 60);
}
