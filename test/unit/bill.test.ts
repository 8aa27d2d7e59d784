import { describe, expect, it } from 'vitest';
import { LIFE, STATUS_CHANGES } from '../../bench/money/assumptions.ts';
import { billOf, sumOf } from '../../bench/money/bill.ts';
import type { MeasuredStep } from '../../bench/money/life.ts';
import { PLAIN } from '../../bench/money/plain.ts';
import { PRICES } from '../../bench/money/prices.ts';
import { usageOf } from '../../bench/money/usage.ts';
import { MINIMUMS } from '../support/capacity/minimums.ts';

const prices = PRICES['us-east-1'];
if (!prices) throw new Error('no prices of us-east-1');
const dollars = (usage: Parameters<typeof sumOf>[0][number]['usage']) =>
  Object.fromEntries(
    billOf(sumOf([{ usage, times: 1 }]), prices)
      .filter(charge => charge.dollars > 0)
      .map(charge => [charge.item, charge.dollars]),
  );

describe('the bill of a million attempts', () => {
  it.each([
    ['a write unit each', { writeUnits: 1 }, { 'DynamoDB: write units': 0.625 }],
    ['8 read units each', { readUnits: 8 }, { 'DynamoDB: read units': 1 }],
    ['a request each', { httpRequests: 1 }, { 'HTTP API: requests': 1 }],
    ['a GB-second each', { gbSeconds: 1 }, { 'Lambda: GB-seconds': 13.3334 }],
  ])('%s', (_, usage, bill) => {
    expect(dollars(usage)).toEqual(bill);
  });

  it('a KB kept by each: nearly a GB, and once more to be restored from', () => {
    const { 'DynamoDB: storage for a month': storage = 0, ...recovery } = dollars({ storedBytes: 1024 });
    expect(storage).toBeCloseTo(0.238, 3);
    expect(Object.values(recovery)[0]).toBeCloseTo(0.191, 3);
  });
});

describe('the usage of a life', () => {
  const nothing = { calls: 0, readUnits: 0, writeUnits: 0, answerBytes: 0, logBytes: 0 };
  const ids = [...LIFE.map(({ operation }) => operation), 'schedule', 'schedule_later', 'archive_100'];
  const steps = new Map<string, MeasuredStep>(ids.map(id => [id, { ...nothing, function: 'attempts' }]));

  it('has every request as often as it is made', () => {
    steps.set('poll', { ...nothing, function: 'attempts', readUnits: 2 });
    const usage = usageOf({ steps, storedBytes: 7 }, { attempts: 512 }, 'service');
    expect(usage).toMatchObject({ readUnits: 120, httpRequests: 67, storedBytes: 7 });
  });

  it('has a hundredth of what a hundred history items cost for each status change', () => {
    steps.set('archive_100', { ...nothing, function: 'archive', writeUnits: 100 });
    expect(usageOf({ steps, storedBytes: 0 }, {}, 'service').writeUnits).toBe(STATUS_CHANGES);
  });

  it('is reasoned for every request in both baselines', () => {
    for (const { operation } of LIFE) {
      expect(Object.keys(PLAIN)).toContain(operation);
      expect(Object.keys(MINIMUMS)).toContain(operation);
    }
  });
});
