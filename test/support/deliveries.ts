import { randomInt } from 'node:crypto';
import { signDelivery } from '../../simulator/signDelivery.ts';
import type { SignatureSchemeName } from '../../src/vendors/signatures/schemes.ts';
import { type ApiCaller, attemptPath, newAttempt, newExam, request, reviewFor } from './api.ts';
import { newCourseId } from './builders.ts';
import { E2E_VENDORS } from './e2eVendors.ts';

/** One backend for each way to authenticate a delivery, and an exam without proctoring. */
export const WATCHED_BY = ['software_secure', 'signed_psi', 'proctortrack', 'examus', 'examity', 'nobody'] as const;
export type WatchedBy = (typeof WATCHED_BY)[number];

export interface Target {
  id: number;
  learner: ApiCaller & { id: number };
  code: string;
  externalId: string;
}

/** An attempt at the only exam of its course. */
export interface TargetOfCourse extends Target {
  course: string;
}

export async function attemptOf(watchedBy: WatchedBy): Promise<TargetOfCourse> {
  const exam = watchedBy === 'nobody' ? { is_proctored: false } : { backend: watchedBy };
  const course = newCourseId();
  const exam_id = await newExam({ ...exam, course_id: course });
  // A number, like Examity's appointment ids.
  const externalId = String(randomInt(2 ** 40));
  return { ...(await newAttempt({ exam_id, external_id: externalId })), externalId, course };
}

/** A delivery of each protocol about any attempt; the sender knows the code and the external id. */
export const DELIVERIES = {
  software_secure: (to: Target) => reviewFor(to),
  rest: (_to: Target) => ({ status: 'passed', comments: [] }),
  examus: (to: Target) => ({ accountId: 'a', sessionId: to.code, conclusion: 'accepted', warnings: [] }),
  examity: (to: Target) => ({
    event_name: 'appointment.approved-by-auditor',
    data: { appointment_id: Number(to.externalId), flags: [] },
  }),
};

type SigningBackend = 'software_secure' | 'signed_psi' | 'examus' | 'examity';

/** Posts to the callback of the backend, with its own proof or another one's; SoftwareSecure signs nothing. */
export function postSigned(backend: SigningBackend, json: unknown, signedBy = backend) {
  const raw = JSON.stringify(json);
  const { signature } = E2E_VENDORS[signedBy] as { signature?: { scheme: string; secrets: string[] } };
  const proof = signature && { body: raw, secret: signature.secrets.at(-1) ?? '', sentAt: Date.now() };
  const headers = proof ? signDelivery(signature.scheme as SignatureSchemeName, proof) : {};
  return request('POST', `/api/edx_proctoring/v1/vendors/${backend}/review`, { as: null, raw, headers });
}

export const reviewed = (to: Target, as: ApiCaller | null, json: unknown) =>
  request('POST', `${attemptPath(to.externalId)}/reviewed`, { as, json });
export const vendorOf = (backend: string): ApiCaller => ({ id: 61, groups: [`${backend}_review`] });
/** A delivery in the protocol of the attempt's vendor. */
export const deliveryInProtocol = (watchedBy: WatchedBy, to: Target) => {
  if (watchedBy === 'proctortrack') return DELIVERIES.rest(to);
  if (watchedBy === 'examus' || watchedBy === 'examity') return DELIVERIES[watchedBy](to);
  return DELIVERIES.software_secure(to);
};
