import type { Chart, Table } from '../report/section.ts';
import { LEARNERS, PREPARED, UNPREPARED } from './designs.ts';
import { ASSUMED, AWS } from './parameters.ts';
import type { RushResult } from './rush.ts';
import { type Consumer, perSecondOf, simulateBacklog } from './stream.ts';

const shardsOf = (writes: number) => Math.ceil(writes / AWS.partitionWrites);

function archive(writes: number, historyWrites: number): Consumer {
  return {
    shards: shardsOf(writes),
    batch: AWS.archiveBatch,
    batchSeconds: ASSUMED.archiveBatchSeconds,
    mostWritten: historyWrites / ASSUMED.historyItemUnits,
  };
}

const CONSUMERS: { name: string; consumer: Consumer }[] = [
  { name: 'archive, new tables', consumer: archive(UNPREPARED.warm.attempts, AWS.newTableWrites) },
  { name: 'archive, history 40,000', consumer: archive(PREPARED.warm.attempts, AWS.tableQuota) },
  { name: 'archive, history 80,000', consumer: archive(PREPARED.warm.attempts, 80_000) },
  {
    name: 'notifications',
    consumer: {
      shards: shardsOf(PREPARED.warm.attempts),
      batch: AWS.notificationsBatch,
      batchSeconds: ASSUMED.notificationsBatchSeconds,
    },
  },
];

/** Starts come as the rush lets them, or all at once when a million attempts are closed in a minute. */
export function streamFindings(rush: RushResult): { table: Table; chart: Chart } {
  const starts = rush.seconds.map(({ started }) => started);
  const closings = Array.from({ length: 60 }, () => LEARNERS / 60);
  const all = CONSUMERS.map(({ name, consumer }) => ({
    name,
    consumer,
    ofStarts: simulateBacklog(starts, consumer),
    ofClosings: simulateBacklog(closings, consumer),
  }));
  const most = (backlog: readonly number[]) => backlog.reduce((one, other) => Math.max(one, other), 0);
  const table: Table = {
    id: 'streams',
    title: 'The streams: starts of the rush, and a million attempts that are closed within a minute',
    columns: [
      { key: 'who', title: 'who' },
      { key: 'shards', title: 'shards' },
      { key: 'lanes', title: 'invocations at a time' },
      { key: 'takes', title: 'records/s at most' },
      { key: 'starts', title: 'most waiting, starts' },
      { key: 'closings', title: 'most waiting, closings' },
      { key: 'minutes', title: 'all closings done after, min', digits: 1 },
    ],
    rows: all.map(({ name, consumer, ofStarts, ofClosings }) => ({
      who: name,
      shards: consumer.shards,
      lanes: consumer.shards * AWS.lanes,
      takes: perSecondOf(consumer),
      starts: most(ofStarts),
      closings: most(ofClosings),
      minutes: ofClosings.length / 60,
    })),
  };
  const chart: Chart = {
    id: 'simulation-streams',
    title: 'What waits in the stream when a million attempts are closed',
    x: { title: 'seconds' },
    y: { title: 'records that wait' },
    lines: all.map(({ name, ofClosings }) => ({ name, points: thinned(ofClosings) })),
  };
  return { table, chart };
}

/** So many points at the most; a chart shows no more. */
const POINTS = 60;

export function thinned(values: readonly number[]): [number, number][] {
  const every = Math.ceil(values.length / POINTS);
  return values.flatMap((value, at): [number, number][] => (at % every === 0 ? [[at, value]] : []));
}
