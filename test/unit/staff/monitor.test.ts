import { describe, expect, it } from 'vitest';
import { countsInOrder, describeChanges, type MonitorRow, secondsLeft } from '../../../src/staff/monitor.ts';

const NOW = Date.parse('2026-11-20T09:00:00.000Z');

describe('the live view of an exam', () => {
  it.each([
    [{ ends_at: '2026-11-20T09:01:00.500Z', remaining_seconds: null }, 61],
    [{ ends_at: '2026-11-20T08:59:00.000Z', remaining_seconds: null }, 0],
    [{ ends_at: null, remaining_seconds: 75 }, 75],
    [{ ends_at: null, remaining_seconds: null }, null],
  ])('of %o has %s seconds left', (row, expected) => {
    expect(secondsLeft(row as MonitorRow, NOW)).toBe(expected);
  });

  it('lists counts in the order of an attempt’s life, statuses of later releases last', () => {
    expect(countsInOrder({ paused_by_robot: 1, submitted: 2, created: 3, started: 0 })).toEqual([
      ['created', 3],
      ['submitted', 2],
      ['paused_by_robot', 1],
    ]);
  });

  it.each([
    [{ started: 3 }, { started: 1, submitted: 2 }, '2 fewer: In progress; 2 more: Submitted'],
    [{ created: 1 }, {}, '1 fewer: Created'],
    [{ started: 3 }, { started: 3 }, ''],
  ])('tells the change from %o to %o', (before, after, expected) => {
    expect(describeChanges(before, after)).toBe(expected);
  });
});
