import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodiesOf, FakeQueue, failed, startFake, VISIBILITY_SECONDS } from './fixture.ts';

type Outcome = 'works' | 'throws' | 'names one' | 'misnames one';

const scenario = fc.record({
  count: fc.integer({ min: 0, max: 40 }),
  outcomes: fc.array(fc.constantFrom<Outcome>('works', 'throws', 'names one', 'misnames one'), { maxLength: 20 }),
  lostDeletions: fc.integer({ min: 0, max: 3 }),
  batchSize: fc.integer({ min: 1, max: 10 }),
  maximumConcurrency: fc.integer({ min: 1, max: 4 }),
});

/** A function with these outcomes, which works after them. */
function handler(outcomes: Outcome[], onProcessed: (body: string) => void) {
  return (event: SQSEvent) => {
    const [first = '', ...others] = bodiesOf(event);
    const outcome = outcomes.shift() ?? 'works';
    if (outcome === 'throws') throw new Error('transient');
    if (outcome === 'misnames one') return failed('none');
    others.forEach(onProcessed);
    if (outcome === 'names one') return failed(first);
    onProcessed(first);
    return undefined;
  };
}

test('every message is processed and deleted, with its true number of receives, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ count, outcomes, lostDeletions, ...settings }) => {
      const bodies = Array.from({ length: count }, (_, index) => String(index));
      const queue = new FakeQueue();
      queue.send(...bodies);
      for (let lost = 0; lost < lostDeletions; lost += 1) queue.failures.delete.push(new Error('lost'));
      const processed = new Set<string>();
      const counts = new Map(bodies.map(body => [body, [] as string[]]));
      const handle = handler([...outcomes], body => processed.add(body));
      const { mapping } = startFake(
        queue,
        event => {
          for (const { body, attributes } of event.Records) counts.get(body)?.push(attributes.ApproximateReceiveCount);
          return handle(event);
        },
        settings,
      );
      for (let round = 0; round < outcomes.length + lostDeletions + 1; round += 1) {
        await mapping.idle();
        queue.now += VISIBILITY_SECONDS;
      }
      await mapping.stop();
      expect(queue.bodies()).toEqual([]);
      expect([...processed].toSorted()).toEqual(bodies.toSorted());
      for (const received of counts.values()) expect(received).toEqual(received.map((_, index) => String(index + 1)));
    }),
    { numRuns: 200 },
  );
});
