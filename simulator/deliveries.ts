import { setTimeout as pause } from 'node:timers/promises';
import { composeLaunch, composeReady, composeReview, type Outgoing, type SignVendorToken } from './composeReview.ts';
import type { EffectivePlan } from './plan.ts';
import type { WatchedAttempt } from './state.ts';
import type { VendorLog } from './vendorLog.ts';

export interface DeliveryOptions {
  /** The service's address. */
  serviceUrl: string;
  signToken: SignVendorToken;
  log: VendorLog;
}

export interface Deliveries {
  /** Schedules the deliveries of the plan for an attempt that was just registered or submitted. */
  schedule(attempt: WatchedAttempt, plan: EffectivePlan, moment: 'registered' | 'submitted'): void;
  /** Delivers the review, or reviews, of the plan. @returns the statuses of the answers, null where none came */
  deliver(attempt: WatchedAttempt, plan: EffectivePlan): Promise<(number | null)[]>;
  /** Cancels scheduled deliveries and awaits those in progress. */
  cancel(): Promise<void>;
}

const ANSWER_DEADLINE_MS = 60_000;
/** A vendor that gets no answer, or a 5xx, delivers again. */
const MAX_ATTEMPTS = 5;
/** Between two verdicts on the same attempt. */
const BETWEEN_VERDICTS_MS = 60_000;

/** Deliveries of the simulated vendors to the service. */
export function createDeliveries({ serviceUrl, signToken, log }: DeliveryOptions): Deliveries {
  let cancelled = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const send = createSender(serviceUrl, log);
  const deliver = async (attempt: WatchedAttempt, plan: EffectivePlan, signal: AbortSignal) => {
    const verdicts = [plan.verdict ?? []].flat();
    const statuses: (number | null)[] = [];
    const dated = verdicts.map((verdict, at) => ({ verdict, age: (verdicts.length - 1 - at) * BETWEEN_VERDICTS_MS }));
    for (const { verdict, age } of plan.out_of_order ? dated.reverse() : dated) {
      const request = composeReview(attempt, verdict, { ...plan, reachedAt: Date.now() - age, signToken });
      const { scheme, forge } = plan;
      const about = { backend: attempt.backend, what: 'review', scheme, ...(forge !== 'none' && { forge }) };
      const copies = Array.from({ length: plan.copies }, () => send(request, about, signal));
      statuses.push(...(await Promise.all(copies)));
    }
    return statuses;
  };
  const later = (milliseconds: number, doing: (signal: AbortSignal) => Promise<unknown>) => {
    const { signal } = cancelled;
    const running = pause(milliseconds, undefined, { signal })
      .then(() => doing(signal))
      .catch(() => {});
    underWay.add(running);
    void running.finally(() => underWay.delete(running));
  };
  return {
    schedule(attempt, plan, moment) {
      const { ready_after_ms: readyAfter } = plan;
      if (moment === 'registered' && readyAfter !== null) {
        const what = attempt.protocol === 'psi' ? 'launch' : 'ready';
        const request = () => (what === 'launch' ? composeLaunch(attempt) : composeReady(attempt, signToken));
        later(readyAfter, signal => send(request(), { backend: attempt.backend, what }, signal));
      }
      if (plan.review_after === moment) later(plan.delay_ms, signal => deliver(attempt, plan, signal));
    },
    deliver: (attempt, plan) => deliver(attempt, plan, cancelled.signal),
    async cancel() {
      cancelled.abort();
      cancelled = new AbortController();
      await Promise.all(underWay);
    },
  };
}

type About = { backend: string; what: string; scheme?: string; forge?: string };

/** Sends a request, again where nothing good comes of it, and writes down each try. */
function createSender(serviceUrl: string, log: VendorLog) {
  const sendOnce = async ({ method, path, headers, body }: Outgoing, about: About, signal: AbortSignal) => {
    const url = new URL(path, serviceUrl);
    const shown = body === null ? {} : { body: parsed(body) };
    const entry = log.add({ direction: 'sent', ...about, method, path: url.pathname, ...shown });
    try {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]);
      const response = await fetch(url, { method, headers, body, signal: deadline, redirect: 'manual' });
      entry.answer = parsed(await response.text());
      entry.status = response.status;
      return response.status;
    } catch {
      return null;
    }
  };
  return async (request: Outgoing, about: About, signal: AbortSignal): Promise<number | null> => {
    for (let tries = 1; ; tries++) {
      const status = await sendOnce(request, about, signal);
      const isDone = status !== null && status < 500;
      if (isDone || tries === MAX_ATTEMPTS || signal.aborted) return status;
      await pause(200 * 2 ** tries, undefined, { signal }).catch(() => {});
    }
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
