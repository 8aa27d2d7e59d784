import { setTimeout as sleep } from 'node:timers/promises';
import { type VendorFault, vendorFailed } from '../domain/vendors/vendor.ts';
import { backoffDelay } from '../platform/backoff.ts';
import { callSignal, isRequestOver } from '../platform/requestSignal.ts';

export interface VendorRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

export interface VendorAnswer {
  status: number;
  /** At most `MAX_ANSWER_BYTES`. */
  body: string;
}

/** Sends a request as part of an operation. @throws DomainError `vendor_failed` without an answer */
export type Send = (request: VendorRequest) => Promise<VendorAnswer>;

export interface VendorLimits {
  /** Limit of one request, to the end of its answer. */
  requestMilliseconds: number;
  /** Limit of an operation, retries and pauses included: below the time-out of each calling function. */
  operationMilliseconds: number;
  /** Attempts of a request without a connection, or with a 429 or 5xx. */
  tries: number;
}

const LIMITS: VendorLimits = { requestMilliseconds: 10_000, operationMilliseconds: 18_000, tries: 3 };
const MAX_ANSWER_BYTES = 1_000_000;
const BACKOFF = { baseMs: 400, maxMs: 1600 };
/** A retry needs at least this time. */
const MIN_REMAINING_MS = 500;

/**
 * Runs an operation against a vendor within its limits.
 * @throws DomainError `vendor_failed`, and the errors of `run`
 */
export async function vendorOperation<Result>(
  vendor: string,
  run: (send: Send) => Promise<Result>,
  limits: VendorLimits = LIMITS,
): Promise<Result> {
  const end = Date.now() + limits.operationMilliseconds;
  return run(request => sendWithin(vendor, request, { ...limits, end }));
}

async function sendWithin(vendor: string, request: VendorRequest, limits: VendorLimits & { end: number }) {
  for (let tries = 1; ; tries++) {
    const remaining = limits.end - Date.now();
    const answer = await sendOnce(request, Math.max(1, Math.min(limits.requestMilliseconds, remaining)));
    const isFinal = 'status' in answer && answer.status !== 429 && answer.status < 500;
    if (isFinal) return answer;
    const delay = backoffDelay(tries, BACKOFF);
    // No retry after a time-out: the request may have had its effect, and its caller has waited long enough.
    const isTimedOut = !('status' in answer) && answer.fault === 'timed_out';
    const mayRepeat =
      !isTimedOut && !isRequestOver() && tries < limits.tries && limits.end - Date.now() > delay + MIN_REMAINING_MS;
    if (!mayRepeat) {
      const fault = 'status' in answer ? 'refused' : answer.fault;
      throw vendorFailed(vendor, fault, { tries, ...('status' in answer && { vendorStatus: answer.status }) });
    }
    await sleep(delay);
  }
}

async function sendOnce(
  { method, url, headers, body }: VendorRequest,
  milliseconds: number,
): Promise<VendorAnswer | { fault: VendorFault }> {
  const signal = callSignal(milliseconds);
  try {
    // No protocol has redirects, and signatures and tokens must not reach another host.
    const response = await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' });
    const text = await textOf(response);
    return text === undefined ? { fault: 'malformed_response' } : { status: response.status, body: text };
  } catch {
    return { fault: signal.aborted ? 'timed_out' : 'unreachable' };
  }
}

/** @returns undefined above MAX_ANSWER_BYTES */
async function textOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
