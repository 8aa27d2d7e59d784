import { describe, expect, it } from 'vitest';
import { type Budget, callsText, deviations } from '../support/capacity/budget.ts';

const budget: Budget = { calls: 'GetItem, UpdateItem', reads: { attempts: 1 }, writes: { attempts: 1 } };
const measured = { calls: ['GetItem', 'UpdateItem'], reads: { attempts: 1 }, writes: { attempts: 1 } };

describe('what differs from a budget', () => {
  it('nothing, where it is kept', () => {
    expect(deviations('stop', measured, budget)).toEqual([]);
  });

  it('a figure that got worse, named', () => {
    const worse = { ...measured, writes: { attempts: 1, 'attempts/by_schedule': 2 } };
    expect(deviations('stop', worse, budget)).toEqual([
      'stop: write units of attempts/by_schedule are 2, more than its budget of 0',
    ]);
  });

  it('a figure that got better asks for a lower budget', () => {
    expect(deviations('stop', { ...measured, reads: {} }, budget)).toEqual([
      'stop: read units of attempts are 0, lower its budget of 1',
    ]);
  });

  it('another order of the calls', () => {
    expect(deviations('stop', { ...measured, calls: ['UpdateItem', 'GetItem'] }, budget)).toEqual([
      'stop: the calls are UpdateItem, GetItem; its budget is GetItem, UpdateItem',
    ]);
  });

  it('an operation without one', () => {
    expect(deviations('new', measured, undefined)).toEqual(['new has no budget']);
  });
});

describe('calls as a text', () => {
  it('has runs of the same in short', () => {
    expect(callsText('any', ['Query', 'Query', 'GetItem', 'Query'])).toBe('Query ×2, GetItem, Query');
  });

  it('has those that go side by side in the order of the alphabet', () => {
    expect(callsText('course_view', ['Query', 'GetItem', 'Query'])).toBe('GetItem, Query ×2');
  });
});
