import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../local/dynamodb/localClients.ts';
import { type LocalStack, startStack } from '../../local/stack.ts';
import { createDocumentClient } from '../../src/store/client.ts';
import { aCaller, STAFF } from '../../test/support/builders.ts';
import { callerOf, newExam } from '../measure/callService.ts';
import { quantile } from '../measure/quantile.ts';
import { sideBySide } from '../measure/sideBySide.ts';
import type { Row, Table } from '../report/section.ts';
import { type WatchedStream, watchStream } from './watchStream.ts';

/** So many changes are under way, each waiting for its history. */
const AT_ONCE = 8;
/** Changes that start the functions, in every lane of the mapping. */
const WARM_UP = 32;
const LOOKS_EVERY_MS = 10;
const DEADLINE_MS = 30_000;

/** Milliseconds from the moment that a change itself says (`modified`) to that at which it is to be read. */
interface Lag {
  inStream: number;
  inHistory: number;
}

/** How late the history is through the whole local stack, with the batch window of serverless.yml and with none. */
export async function measureLag(changes: number): Promise<Table> {
  const asDeployed = await onStack({}, changes);
  const withoutWindow = await onStack({ batchWindow: 0 }, changes);
  return {
    id: 'lag',
    title: 'From a change over HTTP to its being readable',
    columns: [
      { key: 'where', title: 'readable' },
      { key: 'window', title: 'batch window' },
      { key: 'changes', title: 'changes' },
      { key: 'p50', title: 'p50 ms' },
      { key: 'p99', title: 'p99 ms' },
      { key: 'added', title: 'more than in the stream, p50 ms' },
    ],
    rows: [...rowsOf('1 s, as in serverless.yml', asDeployed), ...rowsOf('none', withoutWindow)],
    notes: [
      'The local poller stands in for Lambda’s event source mapping: it asks a shard every 200 to 800 ms while there is nothing, hands ' +
        'batches to ten lanes and waits for each batch to fill. Its window begins with the first record of a batch: a change that ' +
        'comes alone waits the whole second. Lambda’s begins when the invocation before has ended (AWS: Lambda developer guide, ' +
        'batching behavior): there it waits a second at the most. What AWS itself adds cannot be seen here.',
    ],
  };
}

async function onStack(mapping: { batchWindow?: number }, changes: number): Promise<Lag[]> {
  const stack = await startStack({ quiet: true, mapping });
  try {
    const stream = await watchStream(stack.dynamodbEndpoint, stack.tables.AttemptsTable ?? '');
    try {
      return await lagsOf(stack, stream, changes);
    } finally {
      await stream.stop();
    }
  } finally {
    await stack.stop();
  }
}

async function lagsOf(stack: LocalStack, stream: WatchedStream, changes: number): Promise<Lag[]> {
  const endpoint = stack.dynamodbEndpoint;
  const database = createDocumentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  const history = { database, table: stack.tables.HistoryTable ?? '' };
  const examId = await newExam(stack.url);
  const learners = Array.from({ length: WARM_UP + changes }, (_, index) =>
    aCaller({ userId: 1000 + index, username: `learner${index}`, email: '' }),
  );
  const measure = async (some: typeof learners) => {
    const lags: Lag[] = [];
    await sideBySide(some, AT_ONCE, async learner => {
      lags.push(await lagOf(learner, { url: stack.url, examId, stream, history }));
    });
    return lags;
  };
  await measure(learners.slice(0, WARM_UP));
  const lags = await measure(learners.slice(WARM_UP));
  database.destroy();
  return lags;
}

interface History {
  database: DynamoDBDocumentClient;
  table: string;
}

async function lagOf(
  learner: ReturnType<typeof aCaller>,
  given: { url: string; examId: number; stream: WatchedStream; history: History },
): Promise<Lag> {
  const { url, examId, stream, history } = given;
  const attemptCode = randomUUID().toUpperCase();
  const user = { id: learner.userId, username: learner.username };
  const created = await callerOf(url, STAFF).createAttempt({
    body: { exam_id: examId, user, attempt_code: attemptCode },
  });
  const attemptId = created.exam_attempt_id;
  await callerOf(url, learner).actOnAttempt({ params: { attempt_id: attemptId }, body: { action: 'start' } });
  // Before that the history cannot have it, and asking would be nothing but load.
  const seenAt = await stream.sawAt(attemptId, 2);
  const { changedAt, readAt } = await firstEntry(history, attemptCode);
  return { inStream: seenAt - changedAt, inHistory: readAt - changedAt };
}

async function firstEntry({ database, table }: History, code: string): Promise<{ changedAt: number; readAt: number }> {
  const query = new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'attempt_code = :code',
    ExpressionAttributeValues: { ':code': code },
    ConsistentRead: true,
  });
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const { Items = [] } = await database.send(query);
    const readAt = Date.now();
    const [entry] = Items;
    if (entry) return { changedAt: Date.parse(String(entry.changed_at)), readAt };
    await sleep(LOOKS_EVERY_MS);
  }
  throw new Error(`a change is not in the history after ${DEADLINE_MS} ms`);
}

function rowsOf(window: string, lags: readonly Lag[]): Row[] {
  const row = (where: string, milliseconds: readonly number[], added: number | null) => ({
    where,
    window,
    changes: milliseconds.length,
    p50: quantile(milliseconds, 0.5),
    p99: quantile(milliseconds, 0.99),
    added,
  });
  const [inStream, inHistory] = [lags.map(lag => lag.inStream), lags.map(lag => lag.inHistory)];
  const added = quantile(
    lags.map(lag => lag.inHistory - lag.inStream),
    0.5,
  );
  return [row('in the stream, by a plain GetRecords loop', inStream, null), row('in the history', inHistory, added)];
}
