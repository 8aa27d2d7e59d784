/** `npm run bench:lists [-- ATTEMPTS]`: what lists and single attempts cost in a course of 1,000 and of 100,000. */
import { randomUUID } from 'node:crypto';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startDynamodb } from '../local/dynamodb/dynamodb.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../local/dynamodb/localClients.ts';
import { createTables } from '../local/dynamodb/tables.ts';
import { readServiceDefinition } from '../local/serviceDefinition.ts';
import { listAttempts, listNumberedPage } from '../src/domain/attempts/views/attemptLists.ts';
import { readActiveAttempt, readCourseView } from '../src/domain/attempts/views/learnerView.ts';
import { createExam } from '../src/domain/exams/createExam.ts';
import { inGroups } from '../src/domain/inGroups.ts';
import { clock, random } from '../src/machine.ts';
import { createAllowanceStore } from '../src/store/allowances.ts';
import { toAttemptItem } from '../src/store/attemptItem.ts';
import { createAttemptLists } from '../src/store/attemptLists.ts';
import { createAttemptStore } from '../src/store/attempts.ts';
import { createDocumentClient } from '../src/store/client.ts';
import { createExamStore } from '../src/store/exams.ts';
import type { TableNames } from '../src/store/tables.ts';
import { aCaller, anAttempt, anExam, STAFF } from '../test/support/builders.ts';

const SMALL = 1000;
const LARGE = Number(process.argv[2] ?? 100_000);
const REPEATS = 5;

const dynamodb = await startDynamodb({ port: 0 });
try {
  await bench(dynamodb.endpoint);
} finally {
  await dynamodb.stop();
}

async function bench(endpoint: string): Promise<void> {
  const client = createDocumentClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    // Filling takes minutes: DynamoDB Local writes one item after the other.
    requestTimeout: 60_000,
    connectionTimeout: 60_000,
  });
  const cost = countCost(client);
  const { tables: definitions } = await readServiceDefinition('bench');
  await createTables(client, definitions);
  const nameOf = (id: string) => definitions.find(({ logicalId }) => logicalId === id)?.name ?? '';
  const tables: TableNames = {
    attempts: nameOf('AttemptsTable'),
    directory: nameOf('DirectoryTable'),
    history: nameOf('HistoryTable'),
    reviews: nameOf('ReviewsTable'),
    exams: nameOf('ExamsTable'),
  };
  const exams = createExamStore(client, tables);
  const attempts = createAttemptStore(client, tables);
  const lists = createAttemptLists(client, tables);
  const allowances = createAllowanceStore(client, tables);
  const ports = { exams, attempts, lists, allowances, clock, random, timedOutStatus: 'submitted' as const };

  const courseOf = async (count: number) => {
    const fields = anExam({ courseId: `course-v1:Bench+${randomUUID()}+1`, contentId: 'exam' });
    const examId = await createExam(ports, STAFF, fields);
    console.log(`Storing ${count} attempts …`);
    const someone = await fill(client, tables.attempts, { courseId: fields.courseId, examId }, count);
    const learner = aCaller({ userId: someone.user.id });
    const { courseId } = fields;
    const half = Math.max(1, Math.floor(count / 50));
    return {
      'page by cursor': () => listAttempts(ports, STAFF, courseId, { cursor: '' }),
      'page by number, the first': () => listNumberedPage(ports, STAFF, courseId, { page: 1 }),
      'page by number, in the middle': () => listNumberedPage(ports, STAFF, courseId, { page: half }),
      'search by cursor, found at once': () => listAttempts(ports, STAFF, courseId, { cursor: '', search: 'mina' }),
      'one attempt': () => attempts.read(someone.attemptId),
      'what a learner is taking': () => readActiveAttempt(ports, learner),
      'the view of a course': () => readCourseView(ports, learner, { courseId, contentId: 'exam' }),
    };
  };
  const [small, large] = [await courseOf(SMALL), await courseOf(LARGE)];
  console.log(`\ncalls, read units and time at ${SMALL} and at ${LARGE} attempts in the course; the time as a ratio\n`);
  for (const name of Object.keys(small) as (keyof typeof small)[]) {
    const [few, many] = [await measure(cost, small[name]), await measure(cost, large[name])];
    const ratio = (many.milliseconds / few.milliseconds).toFixed(1);
    const shown = ({ calls, units }: Measured) => `${calls} calls ${units} units`.padEnd(22);
    console.log(`${name.padEnd(34)}${shown(few)}${shown(many)}× ${ratio}`);
  }
  client.destroy();
}

interface Measured {
  calls: number;
  units: number;
  milliseconds: number;
}

/** Of one call; the time is the median of several. */
async function measure(cost: () => { calls: number; units: number }, run: () => Promise<unknown>): Promise<Measured> {
  await run();
  cost();
  await run();
  const once = cost();
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  cost();
  return { ...once, milliseconds: times.sort((one, other) => one - other)[Math.floor(REPEATS / 2)] ?? 0 };
}

/** Asks every read for what it costs, and adds it up until taken. */
function countCost(client: DynamoDBDocumentClient): () => { calls: number; units: number } {
  let [calls, units] = [0, 0];
  client.middlewareStack.add(
    next => async args => {
      calls += 1;
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: { CapacityUnits?: number } };
      for (const one of [ConsumedCapacity].flat()) units += (one as { CapacityUnits?: number }).CapacityUnits ?? 0;
      return answer;
    },
    { step: 'initialize', name: 'countCost' },
  );
  return () => {
    const taken = { calls, units };
    [calls, units] = [0, 0];
    return taken;
  };
}

/** @returns one of the attempts, in progress */
async function fill(
  client: DynamoDBDocumentClient,
  table: string,
  given: { courseId: string; examId: number },
  count: number,
) {
  const someone = anAttempt({ ...given, status: 'started', startedAt: clock(), allowedTimeSeconds: 5400 });
  const items = Array.from({ length: count }, (_, at) => toAttemptItem(at === 0 ? someone : anAttempt(given)));
  const batches = Array.from({ length: Math.ceil(count / 25) }, (_, at) => items.slice(at * 25, at * 25 + 25));
  await inGroups(batches, 4, batch =>
    client.send(new BatchWriteCommand({ RequestItems: { [table]: batch.map(Item => ({ PutRequest: { Item } })) } })),
  );
  return someone;
}
