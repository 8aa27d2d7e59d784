/** `npm run redrive`: processes again the stream records that the archive or the notifications function could not process. */
import { parseArgs } from 'node:util';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { UsageError } from '../cli/commandError.ts';
import { runCommand } from '../cli/runCommand.ts';
import { DEFAULT_FAILURES_DIR, failuresFile } from '../dev/streams.ts';
import { dynamodbStreamSource } from '../packages/stream-emulator/streamSource.ts';
import { createAttemptStore } from '../src/store/attempts/attempts.ts';
import { createDocumentClient } from '../src/store/dynamodb/client.ts';
import { fileQueue } from './redrive/fileQueue.ts';
import { redrive } from './redrive/redriveQueue.ts';
import { sqsQueue } from './redrive/sqsQueue.ts';
import { withoutSuperseded } from './redrive/withoutSuperseded.ts';
import { dynamodbOf, lambdaOf, resourceName, STAGE_OPTIONS, tablesOf } from './stage/stageClients.ts';

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
  ...STAGE_OPTIONS,
  'dry-run': { type: 'boolean', default: false },
  data: { type: 'string', default: DEFAULT_FAILURES_DIR },
} as const;

process.exitCode = await runCommand('redrive', HELP, async args => {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const functionKey = FUNCTIONS.find(name => name === positionals[0]);
  if (!functionKey || positionals.length > 1) throw new UsageError(`Name one function: ${FUNCTIONS.join(' or ')}.`);
  const { local, data, 'dry-run': isDryRun } = values;
  const lambda = new LambdaClient(lambdaOf(values, process.env));
  const dynamodb = dynamodbOf(values, process.env);
  const streams = new DynamoDBStreamsClient(dynamodb);
  const attempts = createAttemptStore(createDocumentClient(dynamodb), tablesOf(values));
  const { redriven, kept, records } = await redrive(
    {
      queue: local
        ? fileQueue(failuresFile(data, functionKey))
        : sqsQueue(new SQSClient(), resourceName(values, `${functionKey}-failures`)),
      source: arn => dynamodbStreamSource(streams, arn),
      invoke: event => invoke(lambda, resourceName(values, functionKey), event),
      stillDue: async found =>
        functionKey === 'archive' ? found : withoutSuperseded(found, async id => (await attempts.read(id))?.status),
      say: line => console.log(line),
      signal: new AbortController().signal,
    },
    isDryRun,
  );
  console.log(
    isDryRun
      ? `${functionKey}: ${kept} messages in the queue; nothing was changed.`
      : `${functionKey}: ${redriven} messages put back with ${records} records, ${kept} kept.`,
  );
  return kept > 0 && !isDryRun ? 1 : 0;
});

/** @throws Error when the function cannot be reached, or failed */
async function invoke(lambda: LambdaClient, FunctionName: string, event: DynamoDBStreamEvent): Promise<unknown> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error('the function ended with an error; its log says why');
  return text === '' ? null : JSON.parse(text);
}
