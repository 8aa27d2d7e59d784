import { describe, expect, it } from 'vitest';
import { type Budget, callsText, deviations } from '../support/capacity/budget.ts';

const budget: Budget = { calls: 'GetItem, UpdateItem', reads: { attempts: 1 }, writes: { attempts: 1 } };
const measured = { calls: ['GetItem', 'UpdateItem'], reads: { attempts: 1 }, writes: { attempts: 1 } };

describe('differences from a budget', () => {
  it('are empty if it is met', () => {
    expect(deviations('stop', measured, budget)).toEqual([]);
  });

  it('name a figure above the budget', () => {
    const exceeding = { ...measured, writes: { attempts: 1, 'attempts/by_schedule': 2 } };
    expect(deviations('stop', exceeding, budget)).toEqual([
      'stop: write units of attempts/by_schedule are 2, above its budget of 0',
    ]);
  });

  it('require a lower budget for a figure below it', () => {
    expect(deviations('stop', { ...measured, reads: {} }, budget)).toEqual([
      'stop: read units of attempts are 0, lower its budget of 1',
    ]);
  });

  it('name another order of the calls', () => {
    expect(deviations('stop', { ...measured, calls: ['UpdateItem', 'GetItem'] }, budget)).toEqual([
      'stop: the calls are UpdateItem, GetItem; its budget is GetItem, UpdateItem',
    ]);
  });

  it('name an operation without a budget', () => {
    expect(deviations('new', measured, undefined)).toEqual(['new has no budget']);
  });
});

describe('calls as a text', () => {
  it('abbreviates repeated calls', () => {
    expect(callsText('any', ['Query', 'Query', 'GetItem', 'Query'])).toBe('Query ×2, GetItem, Query');
  });

  it('sorts concurrent calls alphabetically', () => {
    expect(callsText('course_view', ['Query', 'GetItem', 'Query'])).toBe('GetItem, Query ×2');
  });
});
