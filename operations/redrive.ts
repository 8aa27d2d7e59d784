/** `npm run redrive`: retries stream records that a stream function failed to process. */
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
import { FunctionFailed, redriveQueue } from './redrive/redriveQueue.ts';
import { sqsQueue } from './redrive/sqsQueue.ts';
import { withoutSuperseded } from './redrive/withoutSuperseded.ts';
import { dynamodbOf, lambdaOf, resourceName, STAGE_OPTIONS, tablesOf } from './stage/stageClients.ts';

const FUNCTIONS = ['archive', 'notifications', 'events'] as const;

const HELP = `npm run redrive -- ${FUNCTIONS.join('|')} [options]

Reads the records of the failure queue from the stream again and invokes the function with them. A message leaves the
queue when all of its records are processed. It stays if a record fails again, which is named and does not stop the
others, or if the stream no longer has all of them (after 24 hours).

  --stage STAGE        stage of the deployment (dev); account and region from the AWS environment
  --dry-run            shows the messages and their records; changes nothing
  --local              the stack of a running "npm start": with its DYNAMODB_PORT (8000) and the LAMBDA_PORT it prints
  --data DIR           with --local: the data folder of that stack
  --help               shows this help
`;

const OPTIONS = {
  ...STAGE_OPTIONS,
  'dry-run': { type: 'boolean', default: false },
  data: { type: 'string', default: DEFAULT_FAILURES_DIR },
} as const;

process.exitCode = await runCommand('redrive', HELP, async args => {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const functionKey = FUNCTIONS.find(name => name === positionals[0]);
  if (!functionKey || positionals.length > 1) throw new UsageError(`Name one function: ${FUNCTIONS.join(', ')}.`);
  const { local, data, 'dry-run': isDryRun } = values;
  const lambda = new LambdaClient(lambdaOf(values, process.env));
  const dynamodb = dynamodbOf(values, process.env);
  const streams = new DynamoDBStreamsClient(dynamodb);
  const attempts = createAttemptStore(createDocumentClient(dynamodb), tablesOf(values));
  const { redriven, remaining, records } = await redriveQueue(
    {
      queue: local
        ? fileQueue(failuresFile(data, functionKey))
        : sqsQueue(new SQSClient(), resourceName(values, `${functionKey}-failures`)),
      source: arn => dynamodbStreamSource(streams, arn),
      invoke: event => invoke(lambda, resourceName(values, functionKey), event),
      selectDue: async batch =>
        functionKey === 'notifications'
          ? withoutSuperseded(batch, async id => (await attempts.read(id))?.status)
          : batch,
      log: line => console.log(line),
      signal: new AbortController().signal,
    },
    isDryRun,
  );
  console.log(
    isDryRun
      ? `${functionKey}: ${remaining} messages in the queue; nothing was changed.`
      : `${functionKey}: ${redriven} messages redriven with ${records} records, ${remaining} remaining.`,
  );
  return remaining > 0 && !isDryRun ? 1 : 0;
});

/** @throws FunctionFailed if the function fails, Error if it cannot be reached */
async function invoke(lambda: LambdaClient, FunctionName: string, event: DynamoDBStreamEvent): Promise<unknown> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new FunctionFailed('the function failed; see its log');
  return text === '' ? null : JSON.parse(text);
}
