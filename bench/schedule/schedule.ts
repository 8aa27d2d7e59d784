import { countCalls } from '../../test/support/countedCalls.ts';
import { type LocalDatabase, onLocalDatabase } from '../measure/freshTables.ts';
import type { Findings, Row, RunOptions, Section } from '../report/section.ts';
import {
  closeBare,
  closeBySchedule,
  countWrong,
  RUN_MS,
  storeEndingInOneMinute,
  WRITES_SIDE_BY_SIDE,
} from './closing.ts';

export const schedule: Section = {
  id: 'schedule',
  title: 'Many attempts whose time is up in the same minute',
  run: options => onLocalDatabase(database => measure(database, options), { isForMuch: !options.quick }),
};

/** How so many attempts were closed. */
interface Closed {
  count: number;
  milliseconds: number;
  writes: number;
  otherCalls: number;
  /** Of the schedule alone. */
  runs: number;
}

async function measure(database: LocalDatabase, { quick, say }: RunOptions): Promise<Findings> {
  const count = quick ? 1200 : 10_000;
  // Bare writes half before and half after: what else the machine does shall not count for one side alone.
  const halves: Closed[] = [];
  say(`${count / 2} attempts, closed by bare writes …`);
  halves.push(await bare(database, 'before', count / 2));
  say(`${count} attempts, closed by the schedule …`);
  const ours = await bySchedule(database, count);
  say(`${count / 2} attempts, closed by bare writes …`);
  halves.push(await bare(database, 'after', count / 2));
  const baseline = halves.reduce(sum);
  const times = ours.milliseconds / baseline.milliseconds;
  return {
    how: [
      `${count.toLocaleString('en-GB')} attempts in progress end within one minute; the schedule runs until none is left, with the ` +
        `${RUN_MS / 1000} s for a run that the function has. Afterwards every single attempt is read and has to be closed, ` +
        'with its own end as the time of completion, by one write.',
      'Against: as many attempts, known beforehand, closed by UpdateItem calls that set and remove the same attributes on no ' +
        `condition, ${WRITES_SIDE_BY_SIDE} side by side as in the schedule, and nothing else.`,
    ],
    tables: [
      {
        id: 'closing',
        title: 'Closing them',
        columns: [
          { key: 'by', title: 'by' },
          { key: 'count', title: 'closed' },
          { key: 'runs', title: 'runs' },
          { key: 'writes', title: 'writes' },
          { key: 'otherCalls', title: 'other calls' },
          { key: 'callsEach', title: 'calls each', digits: 4 },
          { key: 'perSecond', title: 'attempts/s' },
          { key: 'times', title: 'time, in times of bare writes', digits: 2 },
        ],
        rows: [row('the schedule', ours, times), row('bare writes', baseline, 1)],
      },
    ],
    goals: [
      { what: 'Writes for each attempt that the schedule closes', is: ours.writes / ours.count, most: 1 },
      { what: 'Time of the schedule, in times of bare writes', is: times, most: 1.5 },
    ],
  };
}

async function bySchedule(database: LocalDatabase, count: number): Promise<Closed> {
  let runs = 0;
  const closed = await timed(database, 'schedule', count, async on => {
    runs = (await closeBySchedule(on)).length;
  });
  return { ...closed, runs };
}

function bare(database: LocalDatabase, stage: string, count: number): Promise<Closed> {
  return timed(database, stage, count, closeBare);
}

/** @throws Error when an attempt is not as it ought to be afterwards */
async function timed(
  database: LocalDatabase,
  stage: string,
  count: number,
  close: (...given: Parameters<typeof closeBare>) => Promise<void>,
): Promise<Closed> {
  const on = await database.freshTables(stage);
  const stored = await storeEndingInOneMinute(on, count);
  const calls = countCalls(on.client);
  const began = performance.now();
  await close(on, stored);
  const milliseconds = performance.now() - began;
  const made = calls.take();
  const wrong = await countWrong(on, stored);
  if (wrong > 0) throw new Error(`${wrong} of ${count} attempts are not as they ought to be`);
  const writes = made.filter(command => command === 'UpdateItem').length;
  return { count, milliseconds, writes, otherCalls: made.length - writes, runs: 0 };
}

function sum(one: Closed, other: Closed): Closed {
  return {
    count: one.count + other.count,
    milliseconds: one.milliseconds + other.milliseconds,
    writes: one.writes + other.writes,
    otherCalls: one.otherCalls + other.otherCalls,
    runs: one.runs + other.runs,
  };
}

function row(by: string, { count, milliseconds, writes, otherCalls, runs }: Closed, times: number): Row {
  return {
    by,
    count,
    runs: runs || null,
    writes,
    otherCalls,
    callsEach: (writes + otherCalls) / count,
    perSecond: (count / milliseconds) * 1000,
    times,
  };
}
