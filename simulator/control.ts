import * as z from 'zod/mini';
import type { Deliveries } from './deliveries.ts';
import { describeIssue } from './describeIssue.ts';
import { type DeliveryPlan, deliverySchema, type Plans, planSchema } from './plan.ts';
import type { VendorState, WatchedAttempt } from './state.ts';
import { type Received, type Reply, readObject, refusal } from './vendorCall.ts';
import type { VendorLog } from './vendorLog.ts';

export interface Controlled {
  plans: Plans;
  state: VendorState;
  deliveries: Deliveries;
  log: VendorLog;
  rest: { tokenRequests(): number; revokeTokens(): void };
  /** The vendors are unreachable for so long. */
  goDown(milliseconds: number): void;
}

const downSchema = z.strictObject({ for_ms: z.number().check(z.int(), z.gte(1), z.lte(600_000)) });
const whichSchema = z.object({ attempt_code: z.optional(z.string()), external_id: z.optional(z.string()) });

/** The simulator's own API, below `/control`: plans for the vendors, and the log of their calls. */
export function createControl(controlled: Controlled) {
  const { plans, state, deliveries, log, rest } = controlled;
  const routes: Readonly<Record<string, (json: Record<string, unknown>) => Reply | Promise<Reply>>> = {
    'GET /control/log': () => ({
      status: 200,
      body: { entries: log.entries(), token_requests: rest.tokenRequests() },
    }),
    'POST /control/plan': json => {
      const plan = planSchema.safeParse(json);
      if (!plan.success) return refusal(400, describeIssue(plan.error));
      plans.set(plan.data);
      return done;
    },
    'POST /control/deliver': async ({ attempt_code, external_id, ...json }) => {
      const which = whichSchema.safeParse({ attempt_code, external_id });
      const how = deliverySchema.safeParse(json);
      if (!which.success) return refusal(400, describeIssue(which.error));
      if (!how.success) return refusal(400, describeIssue(how.error));
      const attempt = findAttempt(state, which.data);
      if (!attempt) return refusal(404, 'No attempt was registered with this attempt_code or external_id.');
      return { status: 200, body: { answers: await deliverNow(controlled, attempt, how.data) } };
    },
    'POST /control/down': json => {
      const down = downSchema.safeParse(json);
      if (!down.success) return refusal(400, describeIssue(down.error));
      controlled.goDown(down.data.for_ms);
      return done;
    },
    'POST /control/revoke-tokens': () => {
      rest.revokeTokens();
      return done;
    },
    'POST /control/reset': async () => {
      await deliveries.cancel();
      plans.clear();
      state.clear();
      log.clear();
      return done;
    },
  };
  /** @returns undefined for a path that is none of these */
  return async ({ method, url, body }: Received): Promise<Reply | undefined> => {
    if (!url.pathname.startsWith('/control/')) return undefined;
    const route = routes[`${method} ${url.pathname.replace(/\/$/, '')}`];
    if (!route) return refusal(404, `There are ${Object.keys(routes).join(', ')}.`);
    const json = body === '' ? {} : readObject(body);
    return json ? route(json) : refusal(400, 'The body must be a JSON object.');
  };
}

const done: Reply = { status: 200, body: { ok: true } };

async function deliverNow({ plans, deliveries }: Controlled, attempt: WatchedAttempt, how: DeliveryPlan) {
  const planned = plans.of(attempt.examId);
  return deliveries.deliver(attempt, Object.assign({ ...planned, verdict: planned.verdict ?? 'clean' }, how));
}

function findAttempt(state: VendorState, { attempt_code, external_id }: z.output<typeof whichSchema>) {
  const isMeant = (one: WatchedAttempt) => one.attemptCode === attempt_code || one.externalId === external_id;
  return [...state.attempts.values()].find(isMeant);
}
