import { randomUUID } from 'node:crypto';
import { WEBHOOK_SECRETS } from './credentials.ts';
import type { EffectivePlan } from './plan.ts';
import { psiReview } from './psiReview.ts';
import { signDelivery } from './signDelivery.ts';
import type { RegisteredAttempt } from './state.ts';

/** A request of a vendor to the service. */
export interface Outgoing {
  method: 'GET' | 'POST';
  /** Path at the service, or the URL that the service has sent. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
}

/** Signs a vendor's token for calls of the service; a forged one with another secret. */
export type SignVendorToken = (options: { backend: string; expiresAt: number; isForged: boolean }) => string;

const PREFIX = '/api/edx_proctoring';
const STALE_MS = 10 * 60_000;
const FOREIGN_SECRET = 'a secret of another party, of valid length';

/** Verdicts in the terms of each protocol. */
const VERDICT_TERMS: Readonly<Record<string, Record<RegisteredAttempt['protocol'], string>>> = {
  clean: { psi: 'Clean', rest: 'passed' },
  suspicious: { psi: 'Suspicious', rest: 'suspicious' },
  violation: { psi: 'Rules Violation', rest: 'violation' },
  not_reviewed: { psi: 'Not Reviewed', rest: 'not_reviewed' },
};

export type DeliveryVariant = Pick<EffectivePlan, 'case' | 'scheme' | 'forge'>;

/**
 * The request that delivers a verdict.
 * @param reachedAt time of the verdict in milliseconds since 1970, which is signed
 */
export function composeReview(
  attempt: RegisteredAttempt,
  verdict: string,
  options: DeliveryVariant & { reachedAt: number; signToken: SignVendorToken },
): Outgoing {
  const status = VERDICT_TERMS[verdict]?.[attempt.protocol] ?? verdict;
  return attempt.protocol === 'psi' ? psiDelivery(attempt, status, options) : restDelivery(attempt, status, options);
}

/** The request of a REST vendor that marks the attempt ready. */
export function composeReady(attempt: RegisteredAttempt, signToken: SignVendorToken): Outgoing {
  const token = signToken({ backend: attempt.backend, expiresAt: Date.now() + 60_000, isForged: false });
  return restRequest(attempt.externalId, 'ready', { status: 'ready' }, token);
}

/** The launch request of PSI's browser. */
export function composeLaunch({ examUrl }: RegisteredAttempt): Outgoing {
  return { method: 'GET', path: examUrl ?? '', headers: {}, body: null };
}

function psiDelivery(
  attempt: RegisteredAttempt,
  status: string,
  options: DeliveryVariant & { reachedAt: number },
): Outgoing {
  const review = psiReview(
    {
      ...attempt,
      attemptCode: options.forge === 'code' ? randomUUID() : inCase(attempt.attemptCode ?? '', options.case),
      externalId: options.forge === 'locator' ? randomUUID() : inCase(attempt.externalId, options.case),
    },
    status,
  );
  const body = JSON.stringify(review);
  const headers = { 'content-type': 'application/json', ...signatureOf(body, options) };
  // PSI has its own callback; other backends of the protocol use the common one.
  const isPsi = attempt.backend === 'software_secure';
  const path = isPsi ? `${PREFIX}/proctoring_review_callback/` : `${PREFIX}/v1/vendors/${attempt.backend}/review`;
  return { method: 'POST', path, headers, body: tamperedBody(body, options.forge) };
}

function signatureOf(body: string, { scheme, forge, reachedAt }: DeliveryVariant & { reachedAt: number }) {
  if (scheme === 'none' || forge === 'unsigned') return {};
  const otherSecret = scheme === 'standard_webhooks' ? `whsec_${Buffer.alloc(32).toString('base64')}` : FOREIGN_SECRET;
  const secret = forge === 'secret' ? otherSecret : WEBHOOK_SECRETS[scheme];
  return signDelivery(scheme, { body, secret, sentAt: forge === 'stale' ? reachedAt - STALE_MS : reachedAt });
}

function restDelivery(
  { backend, externalId }: RegisteredAttempt,
  status: string,
  options: DeliveryVariant & { reachedAt: number; signToken: SignVendorToken },
): Outgoing {
  const isOtherAttempt = options.forge === 'code' || options.forge === 'locator';
  const id = isOtherAttempt ? randomUUID() : inCase(externalId, options.case);
  const expiresAt = Date.now() + (options.forge === 'stale' ? -STALE_MS : 60_000);
  const token =
    options.forge === 'unsigned'
      ? null
      : options.signToken({ backend, expiresAt, isForged: options.forge === 'secret' });
  const comments = [
    { comment: 'Looked away from the screen', status: 'suspicious', start: 1200, stop: 1295, duration: 95 },
  ];
  const request = restRequest(id, 'reviewed', { status, comments, reviewed_by: 'reviewer-7' }, token);
  return { ...request, body: tamperedBody(request.body, options.forge) };
}

function restRequest(externalId: string, action: string, body: object, token: string | null) {
  return {
    method: 'POST' as const,
    path: `${PREFIX}/v1/proctored_exam/attempt/${encodeURIComponent(externalId)}/${action}`,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  };
}

/** The body after the signature, changed as planned. */
function tamperedBody(body: string, forge: DeliveryVariant['forge']): string {
  if (forge === 'truncated') return body.slice(0, body.length / 2);
  return forge === 'body' ? `${body} ` : body;
}

function inCase(text: string, letterCase: DeliveryVariant['case']): string {
  if (letterCase === 'upper') return text.toUpperCase();
  return letterCase === 'lower' ? text.toLowerCase() : text;
}
