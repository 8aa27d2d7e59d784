import { describe, expect, it } from 'vitest';
import {
  type AllowanceChange,
  pageOfChanges,
  settingOf,
  storedKey,
  withValue,
} from '../../src/domain/allowances/allowance.ts';
import { laterBy } from '../../src/domain/time.ts';
import { anAllowance, NOW } from '../support/builders.ts';

const BY = { role: 'staff', userId: 900 } as const;
const at = (second: number) => laterBy(NOW, second);

/** A value set at this second; null for a removal. */
const change = (second: number, value: string | null = `${second}`): AllowanceChange => ({
  ...{ key: 'additional_time_granted', value, at: at(second), by: BY, reason: null },
});
const valuesOf = (changes: readonly AllowanceChange[]) => changes.map(({ value }) => value);

describe('a page of changes of allowances', () => {
  const changes = [change(2), change(5), change(1), change(4), change(3)];

  it('has the newest first, and all if they are no more than the limit', () => {
    for (const limit of [5, 6]) {
      const { changes: page, nextCursor } = pageOfChanges(changes, limit);
      expect([valuesOf(page), nextCursor]).toEqual([['5', '4', '3', '2', '1'], null]);
    }
  });

  it('is continued before its last change', () => {
    const first = pageOfChanges(changes, 2);
    expect([valuesOf(first.changes), first.nextCursor]).toEqual([['5', '4'], at(4)]);
    const second = pageOfChanges(changes, 2, at(4));
    expect([valuesOf(second.changes), second.nextCursor]).toEqual([['3', '2'], at(2)]);
    const third = pageOfChanges(changes, 2, at(2));
    expect([valuesOf(third.changes), third.nextCursor]).toEqual([['1'], null]);
  });

  it('has all changes of one instant, the removal before the value that it removed', () => {
    const simultaneous = [change(1, 'first'), change(2, 'second'), change(2, null), change(3, 'third')];
    const { changes: page, nextCursor } = pageOfChanges(simultaneous, 2);
    expect([valuesOf(page), nextCursor]).toEqual([['third', null, 'second'], at(2)]);
    expect(valuesOf(pageOfChanges(simultaneous.toReversed(), 2).changes)).toEqual(['third', null, 'second']);
    expect(valuesOf(pageOfChanges(simultaneous, 2, at(2)).changes)).toEqual(['first']);
  });
});

describe('the value of an allowance', () => {
  const grant = anAllowance({ value: '30' });

  it('has a reason only if one was named', () => {
    const write = { id: 7, now: at(9), by: BY };
    expect(withValue(undefined, grant, write)).not.toHaveProperty('reason');
    expect(withValue(undefined, grant, { ...write, reason: null })).not.toHaveProperty('reason');
    const granted = withValue(undefined, grant, { ...write, reason: 'late' });
    expect(granted.reason).toBe('late');
    expect(settingOf(granted)).toEqual({ key: grant.key, value: '30', at: at(9), by: BY, reason: 'late' });
    expect(settingOf(withValue(granted, grant, write)).reason).toBeNull();
  });

  it('is stored under its key; a multiplier as additional time', () => {
    expect(['time_multiplier', 'additional_time_granted', 'calculator'].map(storedKey)).toEqual([
      'additional_time_granted',
      'additional_time_granted',
      'calculator',
    ]);
  });
});
