import { readServiceDefinition } from '../../local/serviceDefinition.ts';
import { startService } from '../../test/support/bundledService/service.ts';
import type { Findings, Row, RunOptions, Section, Table } from '../report/section.ts';
import { ASSUMED, LIFE, RECORDS, STATUS_CHANGES } from './assumptions.ts';
import { billOf, type Usage } from './bill.ts';
import { type MeasuredLife, measureLife } from './life.ts';
import { PLAIN } from './plain.ts';
import { PRICES, type Prices } from './prices.ts';
import { type Design, usageOf } from './usage.ts';

/** What a million attempts cost. */
export const money: Section = {
  id: 'money',
  title: 'Dollars for a million attempts',
  run,
};

async function run({ say }: RunOptions): Promise<Findings> {
  const { memory } = await readServiceDefinition('local');
  const service = await startService({ env: { LOG_LEVEL: 'INFO' } });
  try {
    say('measuring a life');
    const life = await measureLife(service);
    const usages = {
      service: usageOf(life, memory, 'service'),
      plain: usageOf(life, memory, 'plain'),
      least: usageOf(life, memory, 'least'),
    };
    return findingsOf(life, usages);
  } finally {
    await service.stop();
  }
}

function findingsOf(life: MeasuredLife, usages: Record<Design, Usage>): Findings {
  const requests = LIFE.reduce((sum, { times }) => sum + times, 0);
  const { ownMs, callMs, secondLookMs, recordsABatch } = ASSUMED;
  return {
    how: [
      `The life: ${LIFE.map(({ operation, times }) => (times === 1 ? operation : `${times} × ${operation}`)).join(', ')}; ` +
        `${requests} requests, ${STATUS_CHANGES} history items, ${RECORDS} records in the stream, and a share of the schedule. ` +
        'Units, bytes answered, logged and stored are measured, in bench/money/life.ts; reading streams costs Lambda nothing.',
      'Two baselines, both reasoned: a plain design, which promises less (bench/money/plain.ts), and the least that would do for the ' +
        'same promises (bench/capacity/minimums.ts). All three answer the same requests and keep the same.',
      `List prices on demand (bench/money/prices.ts), no free tier. Assumed: ${ASSUMED.attemptsAMonth.toLocaleString('en-GB')} attempts in ` +
        `a month, ${ownMs} ms of a function and ${callMs} ms for each round trip, memory as in serverless.yml, ${recordsABatch} records in a ` +
        `batch of a stream, and that one run of the schedule waits ${secondLookMs / 1000} s in every minute.`,
    ],
    tables: [
      ...Object.entries(PRICES).map(([region, prices]) => billTable(region, prices, usages)),
      usageTable(usages),
      stepTable(life),
    ],
    goals: [
      {
        what: 'DynamoDB units of a life in dollars, over the least that would do',
        is: unitDollars(usages.service) / unitDollars(usages.least),
        most: 1.1,
        because: 'see the section on capacity',
      },
    ],
  };
}

function unitDollars({ readUnits, writeUnits }: Usage): number {
  const prices = PRICES['us-east-1'];
  return readUnits * (prices?.readUnits ?? 0) + writeUnits * (prices?.writeUnits ?? 0);
}

function billTable(region: string, prices: Prices, usages: Record<Design, Usage>): Table {
  const [service, plain, least] = [usages.service, usages.plain, usages.least].map(usage => billOf(usage, prices));
  const rows = (service ?? []).map(
    ({ item, dollars }, at): Row => ({
      item,
      service: dollars,
      plain: plain?.[at]?.dollars ?? 0,
      least: least?.[at]?.dollars ?? 0,
    }),
  );
  const sum = (key: string) => rows.reduce((all, row) => all + Number(row[key]), 0);
  return {
    id: `bill_${region}`,
    title: `A million attempts in ${region}, dollars`,
    columns: [
      { key: 'item', title: 'item' },
      { key: 'service', title: 'the service', digits: 2 },
      { key: 'plain', title: 'a plain design', digits: 2 },
      { key: 'least', title: 'at least', digits: 2 },
    ],
    rows: [
      ...rows.sort((one, other) => Number(other.service) - Number(one.service)),
      { item: 'all', service: sum('service'), plain: sum('plain'), least: sum('least') },
    ],
  };
}

function usageTable(usages: Record<Design, Usage>): Table {
  const names = Object.keys(usages.service) as (keyof Usage)[];
  return {
    id: 'usage',
    title: 'What one attempt uses',
    columns: [
      { key: 'what', title: 'what' },
      { key: 'service', title: 'the service', digits: 2 },
      { key: 'plain', title: 'a plain design', digits: 2 },
      { key: 'least', title: 'at least', digits: 2 },
    ],
    rows: names.map(what => ({
      what,
      service: usages.service[what],
      plain: usages.plain[what],
      least: usages.least[what],
    })),
  };
}

function stepTable({ steps }: MeasuredLife): Table {
  return {
    id: 'steps',
    title: 'The requests of a life, each once, beside the plain design’s',
    columns: [
      { key: 'operation', title: 'operation' },
      { key: 'times', title: 'times' },
      { key: 'calls', title: 'calls' },
      { key: 'plainCalls', title: 'plain' },
      { key: 'reads', title: 'read units', digits: 1 },
      { key: 'plainReads', title: 'plain', digits: 1 },
      { key: 'writes', title: 'write units' },
      { key: 'plainWrites', title: 'plain' },
      { key: 'because', title: 'the plain design reads and writes' },
    ],
    rows: LIFE.map(({ operation, times }) => {
      const { calls = 0, readUnits = 0, writeUnits = 0 } = steps.get(operation) ?? {};
      const plain = PLAIN[operation];
      return {
        ...{ operation, times, calls, reads: readUnits, writes: writeUnits },
        plainCalls: plain?.calls ?? null,
        plainReads: plain?.reads ?? null,
        plainWrites: plain?.writes ?? null,
        because: plain?.because ?? '',
      };
    }),
  };
}
