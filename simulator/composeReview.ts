import { randomUUID } from 'node:crypto';
import { WEBHOOK_SECRETS } from './credentials.ts';
import type { EffectivePlan } from './plan.ts';
import { psiReview } from './psiReview.ts';
import { signDelivery } from './signDelivery.ts';
import type { WatchedAttempt } from './state.ts';

/** A request of a vendor to the service. */
export interface Outgoing {
  method: 'GET' | 'POST';
  /** Below the service's address, or the whole address where the service gave one. */
  path: string;
  headers: Record<string, string>;
  body: string | null;
}

/** Signs a token that says that the vendor calls; `forged` with a secret of somebody else's. */
export type SignVendorToken = (options: { backend: string; expiresAt: number; isForged: boolean }) => string;

const PREFIX = '/api/edx_proctoring';
const STALE_MS = 10 * 60_000;
const FOREIGN_SECRET = 'the secret of somebody else, of good length';

/** Verdicts in the terms of each protocol. */
const VERDICT_TERMS: Readonly<Record<string, Record<WatchedAttempt['protocol'], string>>> = {
  clean: { psi: 'Clean', rest: 'passed' },
  suspicious: { psi: 'Suspicious', rest: 'suspicious' },
  violation: { psi: 'Rules Violation', rest: 'violation' },
  not_reviewed: { psi: 'Not Reviewed', rest: 'not_reviewed' },
};

export type DeliveryVariant = Pick<EffectivePlan, 'case' | 'scheme' | 'forge'>;

/**
 * The request that delivers a verdict.
 * @param reachedAt moment of the verdict, in milliseconds since 1970: it is signed
 */
export function composeReview(
  attempt: WatchedAttempt,
  verdict: string,
  how: DeliveryVariant & { reachedAt: number; signToken: SignVendorToken },
): Outgoing {
  const word = VERDICT_TERMS[verdict]?.[attempt.protocol] ?? verdict;
  return attempt.protocol === 'psi' ? psiDelivery(attempt, word, how) : restDelivery(attempt, word, how);
}

/** The announcement of a REST vendor that the learner may begin. */
export function composeReady(attempt: WatchedAttempt, signToken: SignVendorToken): Outgoing {
  const token = signToken({ backend: attempt.backend, expiresAt: Date.now() + 60_000, isForged: false });
  return restRequest(attempt.externalId, 'ready', { status: 'ready' }, token);
}

/** The request of PSI's browser at its start. */
export function composeLaunch({ examUrl }: WatchedAttempt): Outgoing {
  return { method: 'GET', path: examUrl ?? '', headers: {}, body: null };
}

function psiDelivery(attempt: WatchedAttempt, word: string, how: DeliveryVariant & { reachedAt: number }): Outgoing {
  const review = psiReview(
    {
      ...attempt,
      attemptCode: how.forge === 'code' ? randomUUID() : inCase(attempt.attemptCode ?? '', how.case),
      externalId: how.forge === 'locator' ? randomUUID() : inCase(attempt.externalId, how.case),
    },
    word,
  );
  const body = JSON.stringify(review);
  const headers = { 'content-type': 'application/json', ...signatureOf(body, how) };
  // PSI has its own callback; other backends of its protocol use the common one.
  const isPsi = attempt.backend === 'software_secure';
  const path = isPsi ? `${PREFIX}/proctoring_review_callback/` : `${PREFIX}/v1/vendors/${attempt.backend}/review`;
  return { method: 'POST', path, headers, body: tampered(body, how.forge) };
}

function signatureOf(body: string, { scheme, forge, reachedAt }: DeliveryVariant & { reachedAt: number }) {
  if (scheme === 'none' || forge === 'unsigned') return {};
  const otherSecret = scheme === 'standard_webhooks' ? `whsec_${Buffer.alloc(32).toString('base64')}` : FOREIGN_SECRET;
  const secret = forge === 'secret' ? otherSecret : WEBHOOK_SECRETS[scheme];
  return signDelivery(scheme, { body, secret, sentAt: forge === 'stale' ? reachedAt - STALE_MS : reachedAt });
}

function restDelivery(
  { backend, externalId }: WatchedAttempt,
  status: string,
  how: DeliveryVariant & { reachedAt: number; signToken: SignVendorToken },
): Outgoing {
  const isElsewhere = how.forge === 'code' || how.forge === 'locator';
  const id = isElsewhere ? randomUUID() : inCase(externalId, how.case);
  const expiresAt = Date.now() + (how.forge === 'stale' ? -STALE_MS : 60_000);
  const token =
    how.forge === 'unsigned' ? null : how.signToken({ backend, expiresAt, isForged: how.forge === 'secret' });
  const comments = [
    { comment: 'Looked away from the screen', status: 'suspicious', start: 1200, stop: 1295, duration: 95 },
  ];
  const request = restRequest(id, 'reviewed', { status, comments, reviewed_by: 'reviewer-7' }, token);
  return { ...request, body: tampered(request.body, how.forge) };
}

function restRequest(externalId: string, what: string, body: object, token: string | null) {
  return {
    method: 'POST' as const,
    path: `${PREFIX}/v1/proctored_exam/attempt/${encodeURIComponent(externalId)}/${what}`,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  };
}

/** The body, changed after it was signed. */
function tampered(body: string, forge: DeliveryVariant['forge']): string {
  if (forge === 'truncated') return body.slice(0, body.length / 2);
  return forge === 'body' ? `${body} ` : body;
}

function inCase(text: string, how: DeliveryVariant['case']): string {
  if (how === 'upper') return text.toUpperCase();
  return how === 'lower' ? text.toLowerCase() : text;
}
