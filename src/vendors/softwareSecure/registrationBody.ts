import { type Instant, laterBy } from '../../domain/time.ts';
import { toExamName } from './examName.ts';
import { examPassword } from './examPassword.ts';
import type { JsonObject } from './flattenBody.ts';

/** The data of an attempt for PSI, and the settings of the connection. */
export interface PsiRegistration {
  attemptCode: string;
  allowedMinutes: number;
  isSampleAttempt: boolean;
  /** Instructions for the exam's reviewers; null for none. */
  reviewPolicy: string | null;
  /** The learner's exceptions from the review policy; null for none. */
  reviewPolicyException: string | null;
  examId: number;
  examName: string;
  courseId: string;
  fullName: string;
  /** Null: not sent (`send_email` is false). */
  email: string | null;
  /** The address of the launch callback, absolute. */
  launchUrl: string;
  now: Instant;
  organization: string;
  examSponsor: string;
  /** Triple-DES key, 24 bytes. */
  cryptoKey: string;
}

/** The body that registers an attempt with PSI. @throws RangeError unless the crypto key has 24 bytes */
export function registrationBody(registration: PsiRegistration): JsonObject {
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

/** Without a policy: the note that edx-proctoring sends. */
function reviewerNotes(policy: string | null, exception: string | null): string {
  return [policy || 'Closed Book', exception].filter(Boolean).join('; ');
}

/** PSI requires both names. */
function splitName(fullName: string): [firstName: string, lastName: string] {
  const [first = '', ...rest] = fullName.trim().split(' ');
  return [first, rest.join(' ').trim()];
}
