import { median, quantile } from '../measure/quantile.ts';
import type { Findings, Goal, Row, RunOptions, Section, Table } from '../report/section.ts';
import { startLoadGenerator } from './loadGenerator.ts';
import { OPERATION_TITLES, OPERATIONS, type Operation } from './operations.ts';
import { type Measured, measureRounds } from './rounds.ts';
import { SIDES, startServers } from './servers.ts';

export const http: Section = {
  id: 'http',
  title: 'Requests over HTTP',
  run: measure,
};

async function measure({ quick, say }: RunOptions): Promise<Findings> {
  const [rounds, requests] = quick ? [3, 16] : [15, 200];
  say('Starting the service and the bare handlers …');
  const servers = await startServers();
  const generator = startLoadGenerator();
  try {
    const tables: Table[] = [];
    const goals: Goal[] = [];
    for (const atOnce of [1, 8]) {
      say(`${rounds} rounds of ${requests} requests of each kind to each side, ${atOnce} at a time …`);
      const measured = await measureRounds(servers, generator, { rounds, requests, atOnce });
      tables.push(tableOf(measured, atOnce));
      if (atOnce === 1) goals.push(...goalsOf(measured));
    }
    return { how: howOf(rounds, requests), tables, goals };
  } finally {
    generator.stop();
    await servers.stop();
  }
}

function howOf(rounds: number, requests: number): string[] {
  return [
    `The local stack: DynamoDB Local, the bundled functions in serverless-offline's worker threads, requests to 127.0.0.1 over ` +
      'connections that are kept open, sent by a process of its own. Nothing reads the streams meanwhile: on AWS the archive runs on ' +
      'other machines.',
    'Against: handlers that make the same DynamoDB calls by the document client and nothing else (no token, no checks, no log line; ' +
      'bench/http/baseline), bundled the same way, in a serverless-offline of their own, on the same tables. For `/health` they do ' +
      'nothing at all: that is what serverless-offline itself takes.',
    `${rounds} rounds after one that warms up. In each, ${requests} requests of each kind go to one side, then to the other, who comes ` +
      'first by turns; each round has new attempts, which are created, polled, started, submitted and reviewed. Figures are medians ' +
      'of the rounds, ratios those of each round. Every answer has to be 200, or there is no result.',
  ];
}

const SIDE_TITLES = { service: 'the service', baseline: 'bare' };

function tableOf(measured: readonly Measured[], atOnce: number): Table {
  return {
    id: `atOnce${atOnce}`,
    title: `${atOnce} at a time`,
    columns: [
      { key: 'request', title: 'request' },
      { key: 'side', title: 'by' },
      { key: 'p50', title: 'p50 ms', digits: 1 },
      { key: 'p90', title: 'p90 ms', digits: 1 },
      { key: 'p99', title: 'p99 ms', digits: 1 },
      { key: 'perSecond', title: 'requests/s' },
      { key: 'timesP50', title: 'p50, in times of bare', digits: 2 },
      { key: 'timesP99', title: 'p99, in times of bare', digits: 2 },
      { key: 'timesPerSecond', title: 'requests/s, in times of bare', digits: 2 },
    ],
    rows: OPERATIONS.flatMap(operation => rowsOf(measured, operation)),
  };
}

function rowsOf(measured: readonly Measured[], operation: Operation): Row[] {
  const ratios = {
    timesP50: ratio(measured, operation, p50),
    timesP99: ratio(measured, operation, ({ milliseconds }) => quantile(milliseconds, 0.99)),
    timesPerSecond: ratio(measured, operation, ({ perSecond }) => perSecond),
  };
  return SIDES.map(side => {
    const loads = loadsOf(measured, operation, side);
    const over = (share: number) => median(loads.map(({ milliseconds }) => quantile(milliseconds, share)));
    return {
      request: OPERATION_TITLES[operation],
      side: SIDE_TITLES[side],
      p50: over(0.5),
      p90: over(0.9),
      p99: over(0.99),
      perSecond: Math.round(median(loads.map(({ perSecond }) => perSecond))),
      ...(side === 'service' && ratios),
    };
  });
}

function loadsOf(measured: readonly Measured[], operation: Operation, side: string): Measured[] {
  return measured.filter(one => one.operation === operation && one.side === side);
}

/** Of the service to the bare handlers, round by round: what else the machine does concerns both sides. */
function ratio(measured: readonly Measured[], operation: Operation, figure: (load: Measured) => number): number {
  const bare = loadsOf(measured, operation, 'baseline').map(figure);
  const ours = loadsOf(measured, operation, 'service').map(figure);
  return median(ours.map((value, round) => value / (bare[round] ?? Number.NaN)));
}

function p50({ milliseconds }: Measured): number {
  return quantile(milliseconds, 0.5);
}

function goalsOf(measured: readonly Measured[]): Goal[] {
  return OPERATIONS.filter(operation => operation !== 'empty').map(operation => ({
    what: `${OPERATION_TITLES[operation]}: p50 one at a time, in times of the bare handler`,
    is: ratio(measured, operation, p50),
    most: 1.5,
  }));
}
