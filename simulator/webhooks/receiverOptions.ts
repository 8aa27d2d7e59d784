import { parseArgs } from 'node:util';
import { UsageError } from '../../cli/commandError.ts';
import { readPort } from '../../dev/startOptions.ts';

export const HELP = `npm run webhook-receiver -- (--token TOKEN | --secret SECRET) [options]

Receives webhooks on this machine: verifies each delivery, applies each event once and in the order of its subject, and
prints it.

  --token TOKEN        token of global staff: creates a webhook at the service, passes its test, and deletes it at the end
                       ("$(npm run --silent token -- --staff)")
  --secret SECRET      secret of a webhook that was created by a request: whsec_…
  --types TYPE         event type, or the beginning of several and "*" (proctoring.*); can be repeated; with --token
  --fail PERCENT       fails this share of the deliveries: half of them are answered 503, half of them take effect and
                       lose their answer
  --hang PERCENT       does not answer this share of the deliveries
  --service URL        URL of the service (http://localhost:3000, or with PORT)
  --help               shows this help

Environment:
  WEBHOOK_PORT         port of the receiver on 127.0.0.1 (3200; 0 for any free port)
`;

export interface ReceiverArguments {
  help: boolean;
  port: number;
  serviceUrl: string;
  /** Exactly one of the two is set. */
  token: string | undefined;
  secret: string | undefined;
  types: string[];
  failShare: number;
  hangShare: number;
}

const OPTIONS = {
  token: { type: 'string' },
  secret: { type: 'string' },
  types: { type: 'string', multiple: true },
  fail: { type: 'string', default: '0' },
  hang: { type: 'string', default: '0' },
  service: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws UsageError, and CommandError if WEBHOOK_PORT is not a port */
export function readReceiverArguments(args: readonly string[], env: NodeJS.ProcessEnv): ReceiverArguments {
  const options = parse(args);
  const { token, secret, help, types = ['proctoring.*'] } = options;
  const serviceUrl = options.service ?? `http://localhost:${env.PORT || 3000}`;
  if (!/^https?:\/\/[^/]+\/?$/.test(serviceUrl)) throw usage('--service must be a URL such as http://localhost:3000');
  if (!help && (token === undefined) === (secret === undefined)) throw usage('Give either --token or --secret');
  if (secret !== undefined && !/^whsec_[\w+/=]+$/.test(secret)) throw usage('--secret must begin with whsec_');
  const [failShare, hangShare] = [readShare('--fail', options.fail), readShare('--hang', options.hang)];
  if (failShare + hangShare > 1) throw usage('--fail and --hang must be at most 100 together');
  return {
    help,
    port: readPort(env, 'WEBHOOK_PORT', 3200),
    serviceUrl: serviceUrl.replace(/\/$/, ''),
    token,
    secret,
    types,
    failShare,
    hangShare,
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

function readShare(option: string, text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 100) return Number(text) / 100;
  throw usage(`${option} must be a percentage from 0 to 100, not "${text}"`);
}

function usage(problem: string): UsageError {
  return new UsageError(`${problem}. See npm run webhook-receiver -- --help.`);
}
