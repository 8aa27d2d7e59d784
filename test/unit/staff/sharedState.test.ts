import { describe, expect, it } from 'vitest';
import { SharedState, watchSharedState } from '../../../src/staff/sharedState.ts';

describe('shared state', () => {
  it('is told at once to those who subscribe, and draws the page once for all changes of a task', async () => {
    const [count, name] = [new SharedState(0), new SharedState('')];
    const seen: number[] = [];
    let draws = 0;
    count.subscribe(() => seen.push(count.value));
    watchSharedState(() => {
      draws += 1;
    });
    count.value = 1;
    count.value = 2;
    name.value = 'Mina';
    expect([seen, draws]).toEqual([[1, 2], 0]);
    await Promise.resolve();
    expect(draws).toBe(1);
    count.value = 3;
    await Promise.resolve();
    expect(draws).toBe(2);
  });

  it('that stays the same is no change', async () => {
    const count = new SharedState(1);
    let calls = 0;
    const call = () => {
      calls += 1;
    };
    count.subscribe(call);
    watchSharedState(call);
    count.value = 1;
    await Promise.resolve();
    expect(calls).toBe(0);
  });
});
