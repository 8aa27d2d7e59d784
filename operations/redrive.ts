/** `npm run redrive`: puts back what the archive or the notifications function gave up on. */
import { parseArgs } from 'node:util';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../dev/dynamodb/localClients.ts';
import { UsageError } from '../dev/startOptions.ts';
import { DEFAULT_FAILURES_DIR, failuresFile } from '../dev/streams.ts';
import { dynamodbStreamSource } from '../packages/stream-emulator/streamSource.ts';
import { createAttemptStore } from '../src/store/attempts/attempts.ts';
import { createDocumentClient } from '../src/store/dynamodb/client.ts';
import { fileQueue } from './redrive/fileQueue.ts';
import { redrive } from './redrive/putBack.ts';
import { sqsQueue } from './redrive/sqsQueue.ts';
import { withoutSuperseded } from './redrive/stillDue.ts';

const FUNCTIONS = ['archive', 'notifications'] as const;

const HELP = `npm run redrive -- ${FUNCTIONS.join('|')} [options]

Reads what the function gave up on out of the stream again and gives it to the function. What it takes leaves the
failure queue; what it does not, or what the stream no longer has (after 24 hours), stays there.

  --stage STAGE        of the deployment (dev); account and region as in the AWS environment
  --dry-run            only shows what would be put back
  --local              of a running "npm start": DYNAMODB_PORT as there (8000), LAMBDA_PORT as it says
  --data DIR           with --local: where its data are kept
  --help               shows this
`;

const OPTIONS = {
  stage: { type: 'string', default: 'dev' },
  'dry-run': { type: 'boolean', default: false },
  local: { type: 'boolean', default: false },
  data: { type: 'string', default: DEFAULT_FAILURES_DIR },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: process.argv.slice(2),
      options: OPTIONS,
      allowPositionals: true,
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const [name, ...more] = positionals;
    const of = FUNCTIONS.find(one => one === name);
    if (!of || more.length > 0) throw new UsageError(`Name one function: ${FUNCTIONS.join(' or ')}.`);
    return await run(of, values);
  } catch (error) {
    if (!isUsage(error)) throw error;
    console.error(`${error.message.split('\n')[0]} See npm run redrive -- --help.`);
    return 2;
  }
}

async function run(
  of: (typeof FUNCTIONS)[number],
  {
    stage: givenStage,
    local,
    data,
    'dry-run': isRehearsal,
  }: { stage: string; local: boolean; data: string; 'dry-run': boolean },
): Promise<number> {
  const stage = local ? 'local' : givenStage;
  const name = (part: string) => `proctoring-${stage}-${part}`;
  const { dynamodb, lambda } = local ? localEndpoints(process.env) : {};
  const streams = new DynamoDBStreamsClient(dynamodb ?? {});
  const functions = new LambdaClient(lambda ?? {});
  const attempts = createAttemptStore(createDocumentClient(dynamodb), {
    attempts: name('attempts'),
    directory: name('directory'),
    exams: name('exams'),
  });
  const { redriven, kept, records } = await redrive(
    {
      queue: local ? fileQueue(failuresFile(data, of)) : sqsQueue(new SQSClient(), name(`${of}-failures`)),
      source: arn => dynamodbStreamSource(streams, arn),
      invoke: event => invoke(functions, name(of), event),
      stillDue: async found =>
        of === 'archive' ? found : withoutSuperseded(found, async id => (await attempts.read(id))?.status),
      say: line => console.log(line),
      signal: new AbortController().signal,
    },
    isRehearsal,
  );
  console.log(
    isRehearsal
      ? `${of}: ${kept} messages in the queue; nothing was changed.`
      : `${of}: ${redriven} messages put back with ${records} records, ${kept} kept.`,
  );
  return kept > 0 && !isRehearsal ? 1 : 0;
}

/** @throws Error when the function cannot be reached, or failed */
async function invoke(lambda: LambdaClient, FunctionName: string, event: DynamoDBStreamEvent): Promise<unknown> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error('the function ended with an error; its log says why');
  return text === '' ? null : JSON.parse(text);
}

/** Clients that can only ever talk to the stack on this machine. */
function localEndpoints(env: NodeJS.ProcessEnv) {
  const { DYNAMODB_PORT = '8000', LAMBDA_PORT } = env;
  if (!LAMBDA_PORT) throw new UsageError('LAMBDA_PORT must be set to the port of "Lambda" that npm start shows.');
  const base = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  return {
    dynamodb: { ...base, endpoint: env.DYNAMODB_ENDPOINT || `http://127.0.0.1:${DYNAMODB_PORT}` },
    lambda: { ...base, endpoint: `http://127.0.0.1:${LAMBDA_PORT}` },
  };
}

function isUsage(error: unknown): error is Error {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof UsageError || (code?.startsWith('ERR_PARSE_ARGS') ?? false);
}
