import * as z from 'zod/mini';
import type { Deliveries } from './deliveries.ts';
import { describeIssue } from './describeIssue.ts';
import { type DeliveryPlan, deliverySchema, type Plans, planSchema } from './plan.ts';
import type { RegisteredAttempt, VendorState } from './state.ts';
import { type Received, type Reply, readObject, rejection } from './vendorCall.ts';
import type { VendorLog } from './vendorLog.ts';

export interface ControlPorts {
  plans: Plans;
  state: VendorState;
  deliveries: Deliveries;
  log: VendorLog;
  rest: { tokenRequests(): number; revokeTokens(): void };
  /** Makes the vendors unreachable for this time. */
  goDown(milliseconds: number): void;
}

const downSchema = z.strictObject({ for_ms: z.number().check(z.int(), z.gte(1), z.lte(600_000)) });
const selectorSchema = z.object({ attempt_code: z.optional(z.string()), external_id: z.optional(z.string()) });

/** The control API of the simulator, below `/control`: plans, deliveries and the log of calls. */
export function createControl(ports: ControlPorts) {
  const { plans, state, deliveries, log, rest } = ports;
  const routes: Readonly<Record<string, (json: Record<string, unknown>) => Reply | Promise<Reply>>> = {
    'GET /control/log': () => ({
      status: 200,
      body: { entries: log.entries(), token_requests: rest.tokenRequests() },
    }),
    'POST /control/plan': json => {
      const plan = planSchema.safeParse(json);
      if (!plan.success) return rejection(400, describeIssue(plan.error));
      plans.set(plan.data);
      return OK;
    },
    'POST /control/deliver': async ({ attempt_code, external_id, ...json }) => {
      const selector = selectorSchema.safeParse({ attempt_code, external_id });
      const delivery = deliverySchema.safeParse(json);
      if (!selector.success) return rejection(400, describeIssue(selector.error));
      if (!delivery.success) return rejection(400, describeIssue(delivery.error));
      const attempt = findAttempt(state, selector.data);
      if (!attempt) return rejection(404, 'No attempt is registered with this attempt_code or external_id.');
      return { status: 200, body: { answers: await deliverNow(ports, attempt, delivery.data) } };
    },
    'POST /control/down': json => {
      const down = downSchema.safeParse(json);
      if (!down.success) return rejection(400, describeIssue(down.error));
      ports.goDown(down.data.for_ms);
      return OK;
    },
    'POST /control/revoke-tokens': () => {
      rest.revokeTokens();
      return OK;
    },
    'POST /control/reset': async () => {
      await deliveries.cancel();
      plans.clear();
      state.clear();
      log.clear();
      return OK;
    },
  };
  /** @returns undefined for a path outside /control */
  return async ({ method, url, body }: Received): Promise<Reply | undefined> => {
    if (!url.pathname.startsWith('/control/')) return undefined;
    const route = routes[`${method} ${url.pathname.replace(/\/$/, '')}`];
    if (!route) return rejection(404, `Unknown path or method. Available: ${Object.keys(routes).join(', ')}.`);
    const json = body === '' ? {} : readObject(body);
    return json ? route(json) : rejection(400, 'The body must be a JSON object.');
  };
}

const OK: Reply = { status: 200, body: { ok: true } };

async function deliverNow({ plans, deliveries }: ControlPorts, attempt: RegisteredAttempt, delivery: DeliveryPlan) {
  const plan = plans.of(attempt.examId);
  return deliveries.deliver(attempt, Object.assign({ ...plan, verdict: plan.verdict ?? 'clean' }, delivery));
}

function findAttempt(state: VendorState, { attempt_code, external_id }: z.output<typeof selectorSchema>) {
  return [...state.attempts.values()].find(
    attempt => attempt.attemptCode === attempt_code || attempt.externalId === external_id,
  );
}
