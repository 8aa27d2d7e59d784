import { type Instant, laterBy } from '../../domain/time.ts';
import { toExamName } from './examName.ts';
import { examPassword } from './examPassword.ts';
import type { JsonObject } from './flattenBody.ts';

/** The data of an attempt for PSI, and the settings of the connection. */
export interface Registration {
  attemptCode: string;
  allowedMinutes: number;
  isSampleAttempt: boolean;
  /** Rules of the exam; null without any. */
  reviewPolicy: string | null;
  /** The learner's exception from them; null without one. */
  reviewPolicyException: string | null;
  examId: number;
  examName: string;
  courseId: string;
  fullName: string;
  /** Omitted if null. */
  email: string | null;
  /** The address of the launch callback, absolute. */
  launchUrl: string;
  now: Instant;
  organization: string;
  examSponsor: string;
  /** 24 bytes. */
  cryptoKey: string;
}

/** The body that registers an attempt with PSI. @throws RangeError unless the crypto key has 24 bytes */
export function registrationBody(registration: Registration): JsonObject {
  const [firstName, lastName] = splitName(registration.fullName);
  return {
    examCode: registration.attemptCode,
    organization: registration.organization,
    duration: registration.allowedMinutes,
    reviewedExam: !registration.isSampleAttempt,
    reviewerNotes: reviewerNotes(registration.reviewPolicy, registration.reviewPolicyException),
    examPassword: examPassword(registration.attemptCode, registration.cryptoKey),
    examSponsor: registration.examSponsor,
    examName: toExamName(registration.examName),
    ssiProduct: 'rp-now',
    examUrl: registration.launchUrl,
    orgExtra: {
      examStartDate: toHttpDate(registration.now),
      examEndDate: toHttpDate(laterBy(registration.now, registration.allowedMinutes * 60)),
      noOfStudents: 1,
      examID: registration.examId,
      courseID: registration.courseId,
      firstName,
      lastName,
      ...(registration.email !== null && { email: registration.email }),
    },
  };
}

/** An HTTP date: `Mon, 02 Nov 2026 09:40:12 GMT`. */
export function toHttpDate(at: Instant): string {
  return new Date(at).toUTCString();
}

function reviewerNotes(policy: string | null, exception: string | null): string {
  return [policy || 'Closed Book', exception].filter(Boolean).join('; ');
}

/** Splits at the first space. */
function splitName(fullName: string): [firstName: string, lastName: string] {
  const [first = '', ...rest] = fullName.trim().split(' ');
  return [first, rest.join(' ').trim()];
}
