import { setTimeout as pause } from 'node:timers/promises';
import { type VendorFault, vendorFailed } from '../domain/vendors/vendor.ts';

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

/** Sends a request as part of an operation. @throws Refusal `vendor_failed` when no answer comes */
export type Send = (request: VendorRequest) => Promise<VendorAnswer>;

export interface VendorLimits {
  /** For one request, its answer read to the end. */
  requestMilliseconds: number;
  /** For all requests of one operation, repeats and pauses included: below the time of any function that calls. */
  operationMilliseconds: number;
  /** How often a request is sent at most when no connection comes about, or the answer says "later" (429, 5xx). */
  tries: number;
}

const LIMITS: VendorLimits = { requestMilliseconds: 10_000, operationMilliseconds: 18_000, tries: 3 };
const MAX_ANSWER_BYTES = 1_000_000;
/** Less than this is not worth another try. */
const MIN_REMAINING_MS = 500;

/**
 * Runs an operation against a vendor within its limits.
 * @throws Refusal `vendor_failed`, and whatever `doing` throws
 */
export async function vendorOperation<Result>(
  vendor: string,
  doing: (send: Send) => Promise<Result>,
  limits: VendorLimits = LIMITS,
): Promise<Result> {
  const end = Date.now() + limits.operationMilliseconds;
  return doing(request => sendWithin(vendor, request, { ...limits, end }));
}

async function sendWithin(vendor: string, request: VendorRequest, limits: VendorLimits & { end: number }) {
  for (let tries = 1; ; tries++) {
    const left = limits.end - Date.now();
    const answer = await sendOnce(request, Math.max(1, Math.min(limits.requestMilliseconds, left)));
    const isFinal = 'status' in answer && answer.status !== 429 && answer.status < 500;
    if (isFinal) return answer;
    const wait = Math.random() * 200 * 2 ** tries;
    // What hangs may have been done; whoever waits for it has waited long enough.
    const hangs = !('status' in answer) && answer.fault === 'timed_out';
    const mayRepeat = !hangs && tries < limits.tries && limits.end - Date.now() > wait + MIN_REMAINING_MS;
    if (!mayRepeat) {
      const fault = 'status' in answer ? 'refused' : answer.fault;
      throw vendorFailed(vendor, fault, { tries, ...('status' in answer && { vendorStatus: answer.status }) });
    }
    await pause(wait);
  }
}

async function sendOnce(
  { method, url, headers, body }: VendorRequest,
  milliseconds: number,
): Promise<VendorAnswer | { fault: VendorFault }> {
  const signal = AbortSignal.timeout(milliseconds);
  try {
    // A redirect is no answer of the protocols, and signatures and tokens are not for another host.
    const response = await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' });
    const text = await textOf(response);
    return text === undefined ? { fault: 'nonsense' } : { status: response.status, body: text };
  } catch {
    return { fault: signal.aborted ? 'timed_out' : 'unreachable' };
  }
}

/** @returns undefined where the answer is larger than any that makes sense */
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
