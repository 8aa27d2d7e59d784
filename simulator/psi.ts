import { createDecipheriv } from 'node:crypto';
import * as z from 'zod/mini';
import { PSI_CREDENTIALS } from './credentials.ts';
import { describeIssue } from './describeIssue.ts';
import { newExternalId, type RegisteredAttempt, type VendorState } from './state.ts';
import { type Received, type Reply, readObject, rejection, type VendorCall } from './vendorCall.ts';
import { verifyRegistration } from './verifyRegistration.ts';

const text = z.string().check(z.minLength(1));
const httpDate = z.string().check(z.refine(date => new Date(date).toUTCString() === date, 'must be an HTTP date'));

const registration = z.object({
  examCode: text,
  organization: z.literal(PSI_CREDENTIALS.organization),
  examSponsor: z.literal(PSI_CREDENTIALS.exam_sponsor),
  duration: z.number().check(z.int(), z.gte(1)),
  reviewedExam: z.boolean(),
  reviewerNotes: text,
  examPassword: text,
  examName: z.string().check(z.regex(/^[^[\]<>#:|!?/'"*\\]+$/, 'contains a character that is invalid in file names')),
  ssiProduct: z.literal('rp-now'),
  examUrl: z.url(),
  orgExtra: z.object({
    examStartDate: httpDate,
    examEndDate: httpDate,
    noOfStudents: z.literal(1),
    examID: z.number(),
    courseID: text,
    firstName: z.string(),
    lastName: z.string(),
  }),
});

/** Permitted difference of the clocks. */
const MAX_SKEW_MS = 5 * 60_000;
const KEY = { keyId: PSI_CREDENTIALS.secret_key_id, secret: PSI_CREDENTIALS.secret_key };

/** A simulated PSI, with its registration endpoint. @param onRegistered called for each new attempt */
export function createPsi(state: VendorState, onRegistered: (attempt: RegisteredAttempt) => void) {
  const register = (backend: string, { headers, body }: Received): Reply => {
    const verdict = verifyRegistration(headers, body, KEY);
    if (verdict === 'wrong signature') return rejection(401, 'The signature is wrong.');
    if (verdict !== 'ok') return rejection(400, `The registration has ${verdict}.`);
    if (Math.abs(Date.now() - Date.parse(headers.date ?? '')) > MAX_SKEW_MS) {
      return rejection(401, 'The date differs from the clock by more than five minutes.');
    }
    const { data: payload, error } = z.safeParse(registration, JSON.parse(body));
    if (!payload) return rejection(400, describeIssue(error));
    if (decryptPassword(payload.examPassword) !== payload.examCode) {
      return rejection(400, 'examPassword: must be the exam code, encrypted with DES3.');
    }
    const existing = state.findByCode(backend, payload.examCode);
    const attempt: RegisteredAttempt = existing ?? {
      protocol: 'psi',
      backend,
      examId: String(payload.orgExtra.examID),
      examExternalId: null,
      attemptCode: payload.examCode,
      externalId: newExternalId(),
      examUrl: payload.examUrl,
      status: 'created',
      courseId: payload.orgExtra.courseID,
      examName: payload.examName,
      firstName: payload.orgExtra.firstName,
      lastName: payload.orgExtra.lastName,
    };
    if (!existing) {
      state.attempts.set(attempt.externalId, attempt);
      onRegistered(attempt);
    }
    return { status: 200, body: { ssiRecordLocator: attempt.externalId } };
  };

  /** @returns undefined for calls of other protocols */
  return (received: Received): VendorCall | undefined => {
    const backend = /^\/psi\/(\w+)\/register$/.exec(received.url.pathname)?.[1];
    if (backend === undefined || received.method !== 'POST') return undefined;
    const { orgExtra } = readObject(received.body) ?? {};
    const { examID } = (orgExtra ?? {}) as { examID?: unknown };
    const examId = examID === undefined ? undefined : String(examID);
    return { backend, name: 'registration', examId, answer: () => register(backend, received) };
  };
}

function decryptPassword(examPassword: string): string | undefined {
  try {
    const decipher = createDecipheriv('des-ede3-ecb', Buffer.from(PSI_CREDENTIALS.crypto_key), null);
    return Buffer.concat([decipher.update(examPassword, 'base64'), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
