import { setTimeout as pause } from 'node:timers/promises';
import { choosePorts } from '../../cli/ports.ts';
import { startDynamodb } from '../../dev/dynamodb/dynamodb.ts';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { judge, type Known, readStored, type Verdict } from '../../test/support/faultVerdict/verdict.ts';
import { type CrashableStack, startCrashableStack } from './crashableStack.ts';
import { seededRandom } from './faultInjector.ts';
import { type FaultyDynamodb, startFaultyDynamodb } from './faultyDynamodb.ts';
import { createRetryingClient } from './retryingClient.ts';
import { COURSE, type Exams, runScenario, STAFF } from './scenario.ts';
import { startUnreliableVendor, type UnreliableVendor } from './unreliableVendor.ts';

/** Scenarios that run at the same time. */
const CONCURRENCY = 16;
/** Time limit of the streams to catch up after the faults have ended. */
const CATCH_UP_MS = 300_000;
const TABLES = {
  attempts: 'proctoring-local-attempts',
  directory: 'proctoring-local-directory',
  history: 'proctoring-local-history',
  reviews: 'proctoring-local-reviews',
};

export interface FaultRun {
  attempts: number;
  /** Kills of everything but the database. */
  kills: number;
  seed: number;
  say: (line: string) => void;
}

interface World {
  dynamodb: FaultyDynamodb;
  vendor: UnreliableVendor;
  stack: CrashableStack;
  caller: ReturnType<typeof createRetryingClient>;
}

/** Runs the scenarios while every part fails at random, then judges the stored data. */
export async function runWithFaults(run: FaultRun): Promise<Verdict> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const database = await startDynamodb({ port: 0 });
    closers.push(database.stop);
    const dynamodb = await startFaultyDynamodb(database.endpoint, seededRandom(run.seed));
    closers.push(dynamodb.close);
    const vendor = await startUnreliableVendor(seededRandom(run.seed + 1));
    closers.push(vendor.close);
    const { stack, url } = await startService(dynamodb.url, vendor.url);
    closers.push(stack.stop);
    const world: World = { dynamodb, vendor, stack, caller: createRetryingClient(url) };
    const client = localDynamodbClient(database.endpoint);
    closers.push(async () => client.destroy());

    const exams = await createExams(world);
    const { known, unexplained } = await runScenarios(run, exams, world);
    run.say('All lived through; waiting for the streams …');
    const verdict = await untilConsistent(async () =>
      judge(await readStored(client, database.endpoint, TABLES), known, vendor.notified),
    );
    verdict.faults.push(...unexplained);
    report(run, verdict, world);
    return verdict;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function startService(dynamodbUrl: string, vendorUrl: string) {
  const [http = 0, lambda = 0] = await choosePorts([
    { port: 0, variable: 'PORT' },
    { port: 0, variable: 'LAMBDA_PORT' },
  ]);
  const connection = { base_url: vendorUrl, client_id: 'c', client_secret: 's', learner_id_key: 'k'.repeat(16) };
  const stack = await startCrashableStack({
    PORT: String(http),
    LAMBDA_PORT: String(lambda),
    DYNAMODB_ENDPOINT: dynamodbUrl,
    VENDORS: JSON.stringify({ software_secure: {}, rest_vendor: { protocol: 'rest', connection } }),
    PROCTORING_BACKENDS: '{"software_secure": {}, "rest_vendor": {}}',
  });
  return { stack, url: `http://127.0.0.1:${http}` };
}

async function createExams({ caller }: World): Promise<Exams> {
  const create = async (backend: string) => {
    const contentId = `exam of ${backend}`;
    const answer = await caller.call('POST', '/api/edx_proctoring/v1/proctored_exam/exam', STAFF, {
      course_id: COURSE,
      content_id: contentId,
      external_id: null,
      exam_name: 'Midterm',
      time_limit_mins: 90,
      is_proctored: true,
      is_practice_exam: false,
      is_active: true,
      hide_after_due: false,
      backend,
    });
    return { examId: answer.body.exam_id as number, contentId };
  };
  return { softwareSecure: await create('software_secure'), rest: await create('rest_vendor') };
}

async function runScenarios({ attempts, kills, seed, say }: FaultRun, exams: Exams, world: World) {
  const { dynamodb, vendor, stack, caller } = world;
  const known: Known[] = [];
  const unexplained: string[] = [];
  const random = seededRandom(seed + 2);
  const onUnexplained = (request: string, { status, code }: { status: number; code: string | undefined }) => {
    unexplained.push(`${request} was answered ${status} ${code}, which no fault explains`);
  };
  let next = 0;
  const scenarios = async () => {
    while (next < attempts) known.push(await runScenario(next++, { call: caller.call, exams, random, onUnexplained }));
  };
  const killing = async () => {
    for (let kill = 1; kill <= kills; kill++) {
      // Spread over the run, at random points.
      const point = ((kill - 0.5 + (random() - 0.5) / 2) / kills) * attempts;
      while (known.length < point) await pause(20);
      say(`  ${known.length} attempts; kill ${kill} of ${kills}`);
      await stack.killAndRestart();
    }
  };
  dynamodb.isFaulty = true;
  vendor.isFaulty = true;
  await Promise.all([killing(), ...Array.from({ length: CONCURRENCY }, scenarios)]);
  dynamodb.isFaulty = false;
  vendor.isFaulty = false;
  return { known, unexplained };
}

/** The archive and the notifications lag behind; a permanent fault is still there at the deadline. */
async function untilConsistent(readVerdict: () => Promise<Verdict>): Promise<Verdict> {
  const deadline = Date.now() + CATCH_UP_MS;
  for (;;) {
    const verdict = await readVerdict();
    if (verdict.faults.length === 0 || Date.now() > deadline) return verdict;
    await pause(2000);
  }
}

function report({ attempts, kills, say }: FaultRun, { figures }: Verdict, { dynamodb, vendor, caller }: World): void {
  const all = {
    attempts,
    'SIGKILLs of the whole service': kills,
    'faults of DynamoDB': dynamodb.faults.total,
    ...indented(dynamodb.faults.counts),
    'faults of the vendor': vendor.faults.total,
    ...indented(vendor.faults.counts),
    'requests that had to be repeated': caller.retries.total,
    ...indented(caller.retries.counts),
    ...figures,
  };
  for (const [name, count] of Object.entries(all)) say(`${name.padEnd(36)} ${String(count).padStart(8)}`);
}

function indented(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [`  ${name}`, count]));
}
