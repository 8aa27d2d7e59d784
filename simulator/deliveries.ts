import { setTimeout as pause } from 'node:timers/promises';
import { composeLaunch, composeReady, composeReview, type Outgoing, type SignVendorToken } from './composeReview.ts';
import type { EffectivePlan } from './plan.ts';
import type { RegisteredAttempt } from './state.ts';
import type { VendorLog } from './vendorLog.ts';

export interface DeliveryOptions {
  /** URL of the service. */
  serviceUrl: string;
  signToken: SignVendorToken;
  log: VendorLog;
}

export interface Deliveries {
  /** Schedules the planned deliveries after an attempt was registered or submitted. */
  schedule(attempt: RegisteredAttempt, plan: EffectivePlan, event: 'registered' | 'submitted'): void;
  /** Delivers the planned reviews. @returns the statuses of the answers, null for a missing answer */
  deliver(attempt: RegisteredAttempt, plan: EffectivePlan): Promise<(number | null)[]>;
  /** Cancels scheduled deliveries and awaits those in progress. */
  cancel(): Promise<void>;
}

const ANSWER_DEADLINE_MS = 60_000;
/** Deliveries without an answer, or with a 5xx, are retried. */
const MAX_TRIES = 5;
/** Time between two verdicts on the same attempt. */
const VERDICT_INTERVAL_MS = 60_000;

/** Deliveries of the simulated vendors to the service. */
export function createDeliveries({ serviceUrl, signToken, log }: DeliveryOptions): Deliveries {
  let controller = new AbortController();
  const inFlight = new Set<Promise<unknown>>();
  const send = createSender(serviceUrl, log);
  const deliver = async (attempt: RegisteredAttempt, plan: EffectivePlan, signal: AbortSignal) => {
    const verdicts = [plan.verdict ?? []].flat();
    const statuses: (number | null)[] = [];
    const datedVerdicts = verdicts.map((verdict, index) => ({
      verdict,
      age: (verdicts.length - 1 - index) * VERDICT_INTERVAL_MS,
    }));
    for (const { verdict, age } of plan.out_of_order ? datedVerdicts.reverse() : datedVerdicts) {
      const request = composeReview(attempt, verdict, { ...plan, reachedAt: Date.now() - age, signToken });
      const { scheme, forge } = plan;
      const logFields = { backend: attempt.backend, what: 'review', scheme, ...(forge !== 'none' && { forge }) };
      const copies = Array.from({ length: plan.copies }, () => send(request, logFields, signal));
      statuses.push(...(await Promise.all(copies)));
    }
    return statuses;
  };
  const runLater = (milliseconds: number, task: (signal: AbortSignal) => Promise<unknown>) => {
    const { signal } = controller;
    const running = pause(milliseconds, undefined, { signal })
      .then(() => task(signal))
      .catch(() => {});
    inFlight.add(running);
    void running.finally(() => inFlight.delete(running));
  };
  return {
    schedule(attempt, plan, event) {
      const { ready_after_ms: readyAfter } = plan;
      if (event === 'registered' && readyAfter !== null) {
        const action = attempt.protocol === 'psi' ? 'launch' : 'ready';
        const request = () => (action === 'launch' ? composeLaunch(attempt) : composeReady(attempt, signToken));
        runLater(readyAfter, signal => send(request(), { backend: attempt.backend, what: action }, signal));
      }
      if (plan.review_after === event) runLater(plan.delay_ms, signal => deliver(attempt, plan, signal));
    },
    deliver: (attempt, plan) => deliver(attempt, plan, controller.signal),
    async cancel() {
      controller.abort();
      controller = new AbortController();
      await Promise.all(inFlight);
    },
  };
}

type LogFields = { backend: string; what: string; scheme?: string; forge?: string };

/** Sends a request with retries, and logs each try. */
function createSender(serviceUrl: string, log: VendorLog) {
  const sendOnce = async ({ method, path, headers, body }: Outgoing, logFields: LogFields, signal: AbortSignal) => {
    const url = new URL(path, serviceUrl);
    const content = body === null ? {} : { body: parseIfJson(body) };
    const entry = log.add({ direction: 'sent', ...logFields, method, path: url.pathname, ...content });
    try {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)]);
      const response = await fetch(url, { method, headers, body, signal: deadline, redirect: 'manual' });
      entry.answer = parseIfJson(await response.text());
      entry.status = response.status;
      return response.status;
    } catch {
      return null;
    }
  };
  return async (request: Outgoing, logFields: LogFields, signal: AbortSignal): Promise<number | null> => {
    for (let tries = 1; ; tries++) {
      const status = await sendOnce(request, logFields, signal);
      const isDone = status !== null && status < 500;
      if (isDone || tries === MAX_TRIES || signal.aborted) return status;
      await pause(200 * 2 ** tries, undefined, { signal }).catch(() => {});
    }
  };
}

function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
