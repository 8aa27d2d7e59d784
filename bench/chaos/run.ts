import { setTimeout as pause } from 'node:timers/promises';
import { choosePorts } from '../../cli/ports.ts';
import { proctoredExam } from '../../dev/demo/proctoredExam.ts';
import { startDynamodb } from '../../dev/dynamodb/dynamodb.ts';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { startSqs } from '../../dev/queues/sqs.ts';
import { type ExpectedAttempt, judge, readStored, type Verdict } from '../../test/support/faultVerdict/verdict.ts';
import { type CrashableStack, startCrashableStack } from './crashableStack.ts';
import { type Counter, seededRandom } from './faultInjector.ts';
import { startFaultyDynamodb } from './faultyDynamodb.ts';
import type { FaultyProxy } from './faultyProxy.ts';
import { type FaultySqs, startFaultySqs } from './faultySqs.ts';
import { createRetryingClient } from './retryingClient.ts';
import { COURSE, type Exams, runScenario, STAFF } from './scenario.ts';
import { type Subscribers, startSubscribers } from './subscribers.ts';
import { startUnreliableVendor, type UnreliableVendor } from './unreliableVendor.ts';

/** Number of concurrent scenarios. */
const CONCURRENCY = 16;
/** Time limit for the streams to catch up after the end of the faults. */
const CATCH_UP_MS = 300_000;
const TABLES = {
  attempts: 'proctoring-local-attempts',
  directory: 'proctoring-local-directory',
  history: 'proctoring-local-history',
  reviews: 'proctoring-local-reviews',
};

export interface FaultRun {
  attempts: number;
  /** Kills of everything but the database and the queues. */
  kills: number;
  seed: number;
  log: (line: string) => void;
}

interface Environment {
  dynamodb: FaultyProxy;
  sqs: FaultySqs;
  vendor: UnreliableVendor;
  stack: CrashableStack;
  client: ReturnType<typeof createRetryingClient>;
  subscribers: Subscribers;
}

/** Runs the scenarios while every part fails at random, then judges the stored data. */
export async function runWithFaults(run: FaultRun): Promise<Verdict> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const database = await startDynamodb({ port: 0 });
    closers.push(database.stop);
    const dynamodb = await startFaultyDynamodb(database.endpoint, seededRandom(run.seed));
    closers.push(dynamodb.close);
    const queues = await startSqs({ port: 0 });
    closers.push(queues.stop);
    const sqs = await startFaultySqs(queues.endpoint, seededRandom(run.seed + 3));
    closers.push(sqs.close);
    const vendor = await startUnreliableVendor(seededRandom(run.seed + 1));
    closers.push(vendor.close);
    const { stack, url } = await startService(dynamodb.url, sqs.url, vendor.url);
    closers.push(stack.stop);
    const client = createRetryingClient(url);
    const subscribers = await startSubscribers(url, client.call, seededRandom(run.seed + 4));
    closers.push(subscribers.close);
    const environment: Environment = { dynamodb, sqs, vendor, stack, client, subscribers };
    const databaseClient = localDynamodbClient(database.endpoint);
    closers.push(async () => databaseClient.destroy());

    const exams = await createExams(environment);
    const { expectedAttempts, unexplained } = await runScenarios(run, exams, environment);
    subscribers.recover();
    run.log('All scenarios have ended; waiting for the streams and deliveries …');
    const verdict = await waitUntilConsistent(async () => {
      await subscribers.redeliverFailed();
      const stored = await readStored(databaseClient, database.endpoint, TABLES);
      const { faults, figures } = judge(stored, expectedAttempts, vendor.notified);
      return { faults: [...faults, ...subscribers.judge(stored)], figures: { ...figures, ...subscribers.figures() } };
    });
    verdict.faults.push(...unexplained, ...client.internalErrors.map(request => `answered 500: ${request}`));
    report(run, verdict, environment);
    return verdict;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function startService(dynamodbUrl: string, sqsUrl: string, vendorUrl: string) {
  const [http = 0, lambda = 0] = await choosePorts([
    { port: 0, variable: 'PORT' },
    { port: 0, variable: 'LAMBDA_PORT' },
  ]);
  const connection = { base_url: vendorUrl, client_id: 'c', client_secret: 's', learner_id_key: 'k'.repeat(16) };
  const stack = await startCrashableStack({
    PORT: String(http),
    LAMBDA_PORT: String(lambda),
    DYNAMODB_ENDPOINT: dynamodbUrl,
    SQS_ENDPOINT: sqsUrl,
    VENDORS: JSON.stringify({ software_secure: {}, rest_vendor: { protocol: 'rest', connection } }),
    PROCTORING_BACKENDS: '{"software_secure": {}, "rest_vendor": {}}',
  });
  return { stack, url: `http://127.0.0.1:${http}` };
}

async function createExams({ client }: Environment): Promise<Exams> {
  const create = async (backend: string) => {
    const contentId = `exam of ${backend}`;
    const body = { ...proctoredExam(COURSE, contentId), backend };
    const answer = await client.call('POST', '/api/edx_proctoring/v1/proctored_exam/exam', STAFF, body);
    return { examId: answer.body.exam_id as number, contentId };
  };
  return { softwareSecure: await create('software_secure'), rest: await create('rest_vendor') };
}

async function runScenarios({ attempts, kills, seed, log }: FaultRun, exams: Exams, environment: Environment) {
  const { dynamodb, sqs, vendor, stack, client } = environment;
  const expectedAttempts: ExpectedAttempt[] = [];
  const unexplained: string[] = [];
  const random = seededRandom(seed + 2);
  const onUnexplained = (request: string, { status, code }: { status: number; code: string | undefined }) => {
    unexplained.push(`${request}: answer ${status} ${code} is not explained by a fault`);
  };
  let next = 0;
  const runNextScenarios = async () => {
    while (next < attempts)
      expectedAttempts.push(await runScenario(next++, { call: client.call, exams, random, onUnexplained }));
  };
  const killRepeatedly = async () => {
    for (let kill = 1; kill <= kills; kill++) {
      // Random points, spread over the run.
      const point = ((kill - 0.5 + (random() - 0.5) / 2) / kills) * attempts;
      while (expectedAttempts.length < point) await pause(20);
      log(`  ${expectedAttempts.length} attempts; kill ${kill} of ${kills}`);
      await stack.killAndRestart();
    }
  };
  for (const part of [dynamodb, sqs, vendor]) part.isFaulty = true;
  await Promise.all([killRepeatedly(), ...Array.from({ length: CONCURRENCY }, runNextScenarios)]);
  for (const part of [dynamodb, sqs, vendor]) part.isFaulty = false;
  return { expectedAttempts, unexplained };
}

/** Archive, notifications and deliveries lag behind; violations at the deadline are permanent. */
async function waitUntilConsistent(readVerdict: () => Promise<Verdict>): Promise<Verdict> {
  const deadline = Date.now() + CATCH_UP_MS;
  for (;;) {
    const verdict = await readVerdict();
    if (verdict.faults.length === 0 || Date.now() > deadline) return verdict;
    await pause(2000);
  }
}

function report(
  { attempts, kills, log }: FaultRun,
  { figures }: Verdict,
  { dynamodb, sqs, vendor, client }: Environment,
): void {
  const counts: [name: string, count: number][] = [
    ['attempts', attempts],
    ['SIGKILLs of the whole service', kills],
    ...withParts('faults of DynamoDB', dynamodb.faults),
    ...withParts('faults of SQS', sqs.faults),
    ['messages for webhooks', sqs.received.size],
    ['  queued once more', [...sqs.received.values()].reduce((sum, count) => sum + count - 1, 0)],
    ...withParts('faults of the vendor', vendor.faults),
    ...withParts('retried requests', client.retries),
    ...Object.entries(figures),
  ];
  for (const [name, count] of counts) log(`${name.padEnd(36)} ${String(count).padStart(8)}`);
}

/** The total, followed by indented lines for its parts: components have faults of the same names. */
function withParts(title: string, { total, counts }: Counter): [name: string, count: number][] {
  return [[title, total], ...Object.entries(counts).map(([name, count]): [string, number] => [`  ${name}`, count])];
}
