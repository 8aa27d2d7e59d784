import { DEVELOPMENT_TOKEN_SECRET } from '../src/config/auth.ts';
import { createControl } from './control.ts';
import { createDeliveries } from './deliveries.ts';
import { createListener } from './listener.ts';
import { createPlans, type Plan } from './plan.ts';
import { createPsi } from './psi.ts';
import { respond, sendJson } from './respond.ts';
import { createRest } from './rest.ts';
import { createVendorState } from './state.ts';
import { type Received, rejection } from './vendorCall.ts';
import { createVendorLog, type LogEntry } from './vendorLog.ts';
import { createVendorTokens } from './vendorToken.ts';

export interface VendorOptions {
  /** By default, and with 0, any free port. */
  port?: number | undefined;
  /** URL of the service. */
  serviceUrl: string;
  /** Signing secret of REST vendors' tokens; by default the development secret. */
  tokenSecret?: string | undefined;
  /** Claims that these tokens get in addition, or with other values. */
  claims?: Readonly<Record<string, unknown>> | undefined;
  /** The plan for exams without their own. */
  plan?: Plan | undefined;
  /** Lifetime of the tokens that REST vendors issue. */
  tokenSeconds?: number | undefined;
}

export interface VendorSimulator {
  readonly url: string;
  log(): readonly LogEntry[];
  /** May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Simulates PSI and vendors of the open REST protocol on 127.0.0.1, with a control API.
 * @throws the error of `listen`, such as a busy port
 */
export async function startVendor(options: VendorOptions): Promise<VendorSimulator> {
  const { serviceUrl, tokenSecret = DEVELOPMENT_TOKEN_SECRET, claims = {} } = options;
  const stopped = new AbortController();
  const [state, plans, log] = [createVendorState(), createPlans(options.plan), createVendorLog()];
  const deliveries = createDeliveries({ serviceUrl, signToken: createVendorTokens(tokenSecret, claims), log });
  const planOf = (examId: string) => plans.of(examId);
  const psi = createPsi(state, attempt => deliveries.schedule(attempt, planOf(attempt.examId), 'registered'));
  const rest = createRest({
    state,
    planOf,
    tokenSeconds: options.tokenSeconds,
    onRegistered: attempt => deliveries.schedule(attempt, planOf(attempt.examId), 'registered'),
    onSubmitted: attempt => deliveries.schedule(attempt, planOf(attempt.examId), 'submitted'),
  });
  const listener = createListener(async (received, response) => {
    const reply = await control(received);
    if (reply) return sendJson(response, reply);
    const call = psi(received) ?? rest.parseCall(received);
    if (!call) return sendJson(response, rejection(404, 'Unknown path.'));
    const { method, url } = received;
    const body = received.body === '' ? {} : { body: readBody(received) };
    const { backend, name } = call;
    const entry = log.add({ direction: 'received', backend, what: name, method, path: url.pathname, ...body });
    await respond(call, plans.takeFailure(call.name, call.examId), { response, entry, signal: stopped.signal });
  });
  const control = createControl({ plans, state, deliveries, log, rest, goDown: listener.goDown });
  const url = await listener.listen(options.port ?? 0);
  return {
    url,
    log: log.entries,
    async stop() {
      stopped.abort();
      await Promise.all([listener.close(), deliveries.cancel()]);
    },
  };
}

/** The JSON or form body, for the log. */
function readBody({ headers, body }: Received): unknown {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  try {
    return JSON.parse(body);
  } catch {
    return '(not JSON)';
  }
}
