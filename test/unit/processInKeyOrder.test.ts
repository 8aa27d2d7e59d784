import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkpointOf,
  processInKeyOrder,
  type StreamOperation,
  type StreamTask,
} from '../../src/platform/processInKeyOrder.ts';

const task = (
  sequenceNumber: number,
  attempt: string,
  operation: string | StreamOperation<string>,
): StreamTask<string> => ({
  sequenceNumber: String(sequenceNumber),
  groupKey: attempt,
  ...(typeof operation === 'string' ? { kind: 'write', entry: operation } : operation),
});
const SKIP = { kind: 'skip' } as const;
const UNREADABLE = { kind: 'unreadable', error: new Error('unreadable') } as const;

describe('a batch', () => {
  it('writes the changes of one attempt in their order, those of several attempts together', async () => {
    const rounds: (readonly string[])[] = [];
    const tasks = [task(1, 'a', 'a1'), task(2, 'b', 'b1'), task(3, 'a', SKIP), task(4, 'a', 'a2')];
    const failed = await processInKeyOrder(tasks, async entries => {
      rounds.push(entries);
      return new Map();
    });
    expect(failed).toEqual([]);
    expect(rounds).toEqual([['a1', 'b1'], ['a2']]);
  });

  it('stops an attempt at its first failure, and writes all of the others', async () => {
    const written: string[] = [];
    const tasks = [task(1, 'a', 'a1'), task(2, 'b', 'b1'), task(3, 'a', 'a2'), task(4, 'b', 'b2')];
    const failed = await processInKeyOrder(tasks, async entries => {
      written.push(...entries.filter(entry => entry !== 'a1'));
      return new Map(entries.filter(entry => entry === 'a1').map(entry => [entry, new Error('no')]));
    });
    expect(written).toEqual(['b1', 'b2']);
    expect(failed).toMatchObject([{ sequenceNumber: '1' }]);
  });

  it('treats an unreadable record like one that cannot be written', async () => {
    const tasks = [task(1, 'a', UNREADABLE), task(2, 'a', 'a2'), task(3, 'b', 'b1')];
    const written: string[] = [];
    const failed = await processInKeyOrder(tasks, async entries => {
      written.push(...entries);
      return new Map();
    });
    expect(written).toEqual(['b1']);
    expect(failed).toMatchObject([{ sequenceNumber: '1' }]);
  });

  it('writes a prefix of each attempt’s changes for any failures, and reports the next one', async () => {
    const change = fc.record({
      attempt: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('write', 'skip', 'bad', 'fail'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), async changes => {
        const tasks = changes.map(({ attempt, kind }, index) =>
          task(index, attempt, kind === 'skip' ? SKIP : kind === 'bad' ? UNREADABLE : `${attempt}${index}${kind}`),
        );
        const written: string[] = [];
        const failed = await processInKeyOrder(tasks, async entries => {
          written.push(...entries.filter(entry => !entry.endsWith('fail')));
          return new Map(entries.filter(entry => entry.endsWith('fail')).map(entry => [entry, new Error('fail')]));
        });
        for (const attempt of ['a', 'b', 'c']) {
          const own = tasks.filter(candidate => candidate.groupKey === attempt && candidate.kind !== 'skip');
          const firstBad = own.findIndex(candidate => candidate.kind !== 'write' || candidate.entry.endsWith('fail'));
          const expected = firstBad < 0 ? own : own.slice(0, firstBad);
          expect(written.filter(entry => entry.startsWith(attempt))).toEqual(
            expected.flatMap(candidate => (candidate.kind === 'write' ? [candidate.entry] : [])),
          );
          const reported = failed.filter(failure =>
            own.some(({ sequenceNumber }) => sequenceNumber === failure.sequenceNumber),
          );
          expect(reported.map(failure => failure.sequenceNumber)).toEqual(
            firstBad < 0 ? [] : [own[firstBad]?.sequenceNumber],
          );
        }
      }),
    );
  });
});

describe('the checkpoint', () => {
  const failed = (...numbers: string[]) => numbers.map(sequenceNumber => ({ sequenceNumber, error: new Error('no') }));

  it('is the lowest sequence number that failed', () => {
    expect(checkpointOf(failed('700', '300', '900'))).toBe('300');
  });

  it('compares numbers of any length as numbers, not as text', () => {
    expect(checkpointOf(failed('99999999999999999999999', '100000000000000000000000'))).toBe('99999999999999999999999');
    expect(checkpointOf(failed('000000000000000000012', '000000000000000000009'))).toBe('000000000000000000009');
  });

  it('is absent without a failure, never an empty string', () => {
    expect(checkpointOf([])).toBeUndefined();
  });
});
