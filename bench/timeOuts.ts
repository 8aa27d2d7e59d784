/** `npm run bench:timeouts [-- ATTEMPTS]`: so many attempts end in the same minute; how the schedule closes them. */
import { startDynamodb } from '../local/dynamodb/dynamodb.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../local/dynamodb/localClients.ts';
import { createTables } from '../local/dynamodb/tables.ts';
import { readServiceDefinition } from '../local/serviceDefinition.ts';
import type { Attempt } from '../src/domain/attempts/attempt.ts';
import { laterBy } from '../src/domain/time.ts';
import { fromAttemptItem } from '../src/store/attemptItem.ts';
import { batchGet } from '../src/store/batchGet.ts';
import { createDocumentClient } from '../src/store/client.ts';
import { NOW } from '../test/support/builders.ts';
import { countCalls } from '../test/support/countedCalls.ts';
import { runSchedule, storeManyEndingAt, type TestTable } from '../test/support/timeOuts.ts';

/** What the function has of its 60 s before it begins nothing more. */
const RUN_MS = 50_000;

const attempts = Number(process.argv[2] ?? 20_000);
const dynamodb = await startDynamodb({ port: 0 });
try {
  await bench(dynamodb.endpoint);
} finally {
  await dynamodb.stop();
}

async function bench(endpoint: string): Promise<void> {
  const on = await emptyTable(endpoint);
  const calls = countCalls(on.client);
  console.log(`Storing ${attempts} attempts whose time is up in the same minute …`);
  const stored: Attempt[] = [];
  for (let second = 0; second < 60; second++) {
    const share = Math.floor(((second + 1) * attempts) / 60) - stored.length;
    stored.push(...(await storeManyEndingAt(on, share, laterBy(NOW, second))));
  }
  calls.take();
  const runs = await closeAll(on);
  report(runs, calls.take());
  await requireClosed(on, stored);
}

async function emptyTable(endpoint: string): Promise<TestTable> {
  const client = createDocumentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  const { tables } = await readServiceDefinition('bench');
  const definitions = tables.filter(({ logicalId }) => logicalId === 'AttemptsTable');
  await createTables(client, definitions);
  return { client, tables: { attempts: definitions[0]?.name ?? '' } };
}

interface TimedRun {
  closed: number;
  milliseconds: number;
}

async function closeAll(on: TestTable): Promise<TimedRun[]> {
  const runs: TimedRun[] = [];
  for (let isUnfinished = true; isUnfinished; ) {
    const began = performance.now();
    const hasTime = () => performance.now() - began < RUN_MS;
    const run = await runSchedule(on, laterBy(NOW, 60), { limits: { hasTime } });
    isUnfinished = run.isUnfinished;
    runs.push({ closed: run.closed, milliseconds: performance.now() - began });
  }
  return runs;
}

function report(runs: readonly TimedRun[], calls: readonly string[]): void {
  const closed = runs.reduce((sum, run) => sum + run.closed, 0);
  const seconds = runs.reduce((sum, run) => sum + run.milliseconds, 0) / 1000;
  const writes = calls.filter(command => command === 'UpdateItem').length;
  const queries = calls.filter(command => command === 'Query').length;
  console.log(`closed            ${closed}`);
  console.log(`runs              ${runs.length} (${runs.map(run => run.closed).join(' + ')})`);
  console.log(`seconds           ${seconds.toFixed(1)}, ${Math.round(closed / seconds)} attempts a second`);
  console.log(`write calls       ${writes}`);
  console.log(`queries           ${queries}`);
  console.log(`other calls       ${calls.length - writes - queries}`);
  console.log(`calls per attempt ${(calls.length / closed).toFixed(4)}`);
}

/** Every single one, not what the runs say about themselves. */
async function requireClosed({ client, tables }: TestTable, stored: readonly Attempt[]): Promise<void> {
  const keys = stored.map(({ attemptId }) => ({ attempt_id: attemptId }));
  const found = (await batchGet(client, { [tables.attempts]: keys }))[tables.attempts] ?? [];
  const after = new Map(found.map(fromAttemptItem).map(attempt => [attempt.attemptId, attempt]));
  const wrong = stored.filter(({ attemptId, version, startedAt }) => {
    const is = after.get(attemptId);
    const end = laterBy(startedAt ?? '', 5400);
    return is?.status !== 'submitted' || is.completedAt !== end || is.version !== version + 1;
  });
  console.log(`not as they ought ${wrong.length}`);
  if (wrong.length > 0) process.exitCode = 1;
}
