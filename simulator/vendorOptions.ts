import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { UsageError } from '../cli/commandError.ts';
import { readPort } from '../dev/startOptions.ts';
import { describeIssue } from './describeIssue.ts';
import { type Plan, planSchema } from './plan.ts';

export const HELP = `npm run vendor -- [options]

Plays PSI RPNow (SoftwareSecure) and a vendor of the open REST protocol on this machine: takes what the service
registers with them, and delivers the reviews to it.

  --verdict WORD       clean (if not said), suspicious, violation, not_reviewed, or as it is to be sent
  --delay MS           from the registration to the review (3000)
  --scheme NAME        how PSI signs its reviews: none (if not said), standard_webhooks, examity, meazure, jwt
  --plan JSON          anything else of a plan, such as '{"copies": 3, "failures": [{"how": "hang"}]}'
  --claims JSON        claims of the REST vendor's token, above the usual ones
  --service URL        where the service answers (http://localhost:3000, or PORT)
  --settings           prints the service's settings for a shell, and ends
  --help               shows this

Environment:
  VENDOR_PORT          where it listens, on 127.0.0.1 only (3100; 0 for any free one)
  JWT_SECRET           what signs the REST vendor's token; the service must have the same (the development secret)

While it runs, curl tells it more:

  POST /control/plan           a plan for all exams, or for one with "exam_id"; see docs/vendors.md
  POST /control/deliver        {"attempt_code" or "external_id", …}: a review now
  POST /control/down           {"for_ms": 5000}: nobody listens for so long
  POST /control/revoke-tokens  no REST token given out so far is taken any more
  POST /control/reset          forgets everything
  GET  /control/log            what it received and sent, in order, with the answers
`;

export interface VendorArguments {
  help: boolean;
  settings: boolean;
  port: number;
  serviceUrl: string;
  claims: Record<string, unknown>;
  plan: Plan;
}

const OPTIONS = {
  verdict: { type: 'string' },
  delay: { type: 'string' },
  scheme: { type: 'string' },
  plan: { type: 'string' },
  claims: { type: 'string' },
  service: { type: 'string' },
  settings: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError, CommandError when VENDOR_PORT is no port */
export function readVendorArguments(args: readonly string[], env: NodeJS.ProcessEnv): VendorArguments {
  const options = parse(args);
  const serviceUrl = options.service ?? `http://localhost:${env.PORT || 3000}`;
  if (!/^https?:\/\/[^/]+\/?$/.test(serviceUrl)) {
    throw usage('--service must be an address such as http://localhost:3000');
  }
  return {
    help: options.help ?? false,
    settings: options.settings ?? false,
    port: readPort(env, 'VENDOR_PORT', 3100),
    serviceUrl: serviceUrl.replace(/\/$/, ''),
    claims: readJson('--claims', options.claims),
    plan: readPlan({
      ...readJson('--plan', options.plan),
      ...(options.verdict !== undefined && { verdict: options.verdict }),
      ...(options.delay !== undefined && { delay_ms: Number(options.delay) }),
      ...(options.scheme !== undefined && { scheme: options.scheme }),
    }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    // After the first sentence it gives advice about positional arguments, which there are none of.
    throw usage((error as Error).message.split(/\.(?:\s|$)/)[0] ?? '');
  }
}

function readPlan(json: Record<string, unknown>): Plan {
  const plan = z.safeParse(planSchema, json);
  if (plan.success) return plan.data;
  throw usage(`The plan is wrong: ${describeIssue(plan.error)}`);
}

function readJson(option: string, json = '{}'): Record<string, unknown> {
  try {
    return z.parse(z.record(z.string(), z.unknown()), JSON.parse(json));
  } catch {
    throw usage(`${option} must be a JSON object`);
  }
}

function usage(problem: string): UsageError {
  return new UsageError(`${problem.replace(/\.$/, '')}. See npm run vendor -- --help.`);
}
