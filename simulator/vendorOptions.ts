import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { UsageError } from '../cli/commandError.ts';
import { readPort } from '../dev/startOptions.ts';
import { describeIssue } from './describeIssue.ts';
import { type Plan, planSchema } from './plan.ts';

export const HELP = `npm run vendor -- [options]

Simulates PSI RPNow (SoftwareSecure) and a vendor of the open REST protocol on this machine: accepts registrations of the
service and delivers reviews to it.

  --verdict TEXT       clean (default), suspicious, violation, not_reviewed, or any text, which is sent unchanged
  --delay MS           time from the registration to the review (3000)
  --scheme NAME        signature scheme of PSI's reviews: none (default), standard_webhooks, examity, meazure, jwt
  --plan JSON          other members of a plan, such as '{"copies": 3, "failures": [{"how": "hang"}]}'
  --claims JSON        additional claims of the REST vendor's token
  --service URL        URL of the service (http://localhost:3000, or with PORT)
  --settings           prints the settings of the service as shell commands, and exits
  --help               shows this help

Environment:
  VENDOR_PORT          port of the simulator on 127.0.0.1 (3100; 0 for any free port)
  JWT_SECRET           secret that signs the REST vendor's token; must be the service's (the development secret)

Control requests while it runs:

  POST /control/plan           sets the plan of all exams, or of one with "exam_id"; see docs/vendors.md
  POST /control/deliver        {"attempt_code" or "external_id", …}: delivers a review now
  POST /control/down           {"for_ms": 5000}: refuses connections for this time
  POST /control/revoke-tokens  revokes all REST tokens
  POST /control/reset          deletes all state
  GET  /control/log            lists all requests received and sent, with the answers
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

/** @throws UsageError, and CommandError if VENDOR_PORT is not a port */
export function readVendorArguments(args: readonly string[], env: NodeJS.ProcessEnv): VendorArguments {
  const options = parse(args);
  const serviceUrl = options.service ?? `http://localhost:${env.PORT || 3000}`;
  if (!/^https?:\/\/[^/]+\/?$/.test(serviceUrl)) {
    throw usage('--service must be a URL such as http://localhost:3000');
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
    // parseArgs appends advice about positional arguments; the command has none.
    throw usage((error as Error).message.split(/\.(?:\s|$)/)[0] ?? '');
  }
}

function readPlan(json: Record<string, unknown>): Plan {
  const plan = z.safeParse(planSchema, json);
  if (plan.success) return plan.data;
  throw usage(`The plan is invalid: ${describeIssue(plan.error)}`);
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
