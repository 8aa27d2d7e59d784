import { fork } from 'node:child_process';
import { once } from 'node:events';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { functionEnvironment } from '../../local/functionEnvironment.ts';
import type { FreshTables, LocalDatabase } from '../measure/freshTables.ts';
import { median } from '../measure/quantile.ts';
import type { Goal, Row, Table } from '../report/section.ts';
import type { ArchiveWay, TimedBatch } from './archiveProcess.ts';
import { BATCHES, type BatchKind } from './batches.ts';

const RECORDS = 100;
/** Until the code is compiled and the connections are open. */
const WARM_UP_ROUNDS = 3;

/**
 * How fast the archive's function writes batches of 100 records to DynamoDB Local, beside the bare ways.
 * @throws Error when the history does not hold afterwards what it should
 */
export async function measureThroughput(
  database: LocalDatabase,
  rounds: number,
): Promise<{ table: Table; goals: Goal[] }> {
  const on = await database.freshTables('throughput');
  const all = await archiveInProcess(database.endpoint, on, WARM_UP_ROUNDS + rounds);
  await requireAllStored(on, all);
  const timed = all.slice((all.length / (WARM_UP_ROUNDS + rounds)) * WARM_UP_ROUNDS);
  const of = (kind: BatchKind, by: ArchiveWay) => timed.filter(one => one.kind === kind && one.by === by);
  const ways = [...new Set(timed.map(({ by }) => by))];
  const kinds = Object.keys(BATCHES) as BatchKind[];
  const table: Table = {
    id: 'throughput',
    title: `Batches of ${RECORDS} records`,
    columns: [
      { key: 'kind', title: 'the batch' },
      { key: 'by', title: 'archived by' },
      { key: 'calls', title: 'calls' },
      { key: 'milliseconds', title: 'ms', digits: 2 },
      { key: 'perSecond', title: 'records/s' },
      { key: 'times', title: 'time of the archive, in times of this', digits: 2 },
    ],
    rows: kinds.flatMap(kind => ways.map(by => rowOf(of(kind, by), of(kind, 'the archive')))),
    notes: [
      'The archive’s calls beside the writes are its reads: who removed what was removed and who is retired, in batches of 100 keys ' +
        '(DynamoDB’s limit), and who is retired by now. Where changes of one attempt follow on each other, each waits for the one ' +
        'before; the bare batches do not.',
    ],
  };
  const CHANGES = 'a change each of 100 attempts';
  const ours = of(CHANGES, 'the archive');
  return {
    table,
    goals: [
      {
        what: 'Calls of the archive for 100 changes of 100 attempts, 20 of them removals',
        is: median(ours.map(({ calls }) => calls)),
        most: 7,
      },
      {
        what: 'Time of the archive for them, in times of one PutItem after the other',
        is: timesOf(ours, of(CHANGES, 'one PutItem after the other')),
        most: 0.5,
      },
      {
        what: 'Time of the archive for them, in times of bare BatchWriteItem',
        is: timesOf(ours, of(CHANGES, 'bare BatchWriteItem')),
        most: 2.5,
      },
    ],
  };
}

async function archiveInProcess(endpoint: string, { tables }: FreshTables, rounds: number): Promise<TimedBatch[]> {
  const names = Object.entries(tables).map(([name, table]) => [`${name.toUpperCase()}_TABLE`, table] as const);
  const child = fork(new URL('./archiveProcess.ts', import.meta.url), {
    env: { ...functionEnvironment(endpoint, process.env), STAGE: 'local', ...Object.fromEntries(names) },
    // Its log lines are part of what it does; nobody wants to read them here.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process that archives ended without a result');
  });
  child.send(rounds);
  const [timed] = await Promise.race([once(child, 'message'), ended]);
  return timed;
}

/** Every change that was archived is an item of its own, by whatever way. */
async function requireAllStored({ client, tables }: FreshTables, batches: readonly TimedBatch[]): Promise<void> {
  const expected = RECORDS * batches.filter(({ kind }) => kind !== '100 that change no status').length;
  let stored = 0;
  for await (const page of paginateScan({ client }, { TableName: tables.history, Select: 'COUNT' })) {
    stored += page.Count ?? 0;
  }
  if (stored !== expected) throw new Error(`the history has ${stored} items in place of ${expected}`);
}

function rowOf(timed: readonly TimedBatch[], archive: readonly TimedBatch[]): Row {
  const milliseconds = median(timed.map(one => one.milliseconds));
  return {
    kind: timed[0]?.kind ?? '',
    by: timed[0]?.by ?? '',
    calls: median(timed.map(({ calls }) => calls)),
    milliseconds,
    perSecond: Math.round((RECORDS / milliseconds) * 1000),
    times: timesOf(archive, timed),
  };
}

/** Round by round, so that what else the machine does concerns both sides. */
function timesOf(timed: readonly TimedBatch[], other: readonly TimedBatch[]): number {
  return median(timed.map((one, round) => one.milliseconds / (other[round]?.milliseconds ?? Number.NaN)));
}
