import { describe, expect, it } from 'vitest';
import type { ProctoringEvent } from '../../src/domain/events/event.ts';
import { type Publish, publishByAll, publishOnce } from '../../src/usecases/events/publish.ts';
import { createBusPublisher } from '../../src/usecases/events/putOnBus.ts';
import { anEvent, newCourseId } from '../support/builders.ts';

const logged = (event: ProctoringEvent = anEvent()) => ({ event, courseId: newCourseId() });

/** A bus that accepts no event whose id is in `rejected`. */
function aBus() {
  const calls: string[][] = [];
  const rejected = new Set<string>();
  const publish = createBusPublisher({
    async put(events) {
      calls.push(events.map(({ id }) => id));
      return events.filter(({ id }) => rejected.has(id));
    },
  });
  return { publish, calls, rejected };
}

describe('the bus', () => {
  it('gets every event, of every course and none', async () => {
    const { publish, calls } = aBus();
    const events = [logged(), logged(), { event: anEvent(), courseId: null }];
    expect(await publish(events)).toEqual(new Map());
    expect(calls).toEqual([events.map(({ event }) => event.id)]);
  });

  it('gets an event again until it accepted it, and then no more', async () => {
    const { publish, calls, rejected } = aBus();
    const [failing, other] = [logged(), logged()];
    rejected.add(failing.event.id);
    const failed = await publish([failing, other]);
    expect([...failed.keys()]).toEqual([failing]);
    expect(failed.get(failing)).toMatchObject({ name: 'NotOnBus' });
    rejected.clear();
    expect(await publish([failing, other])).toEqual(new Map());
    expect(await publish([failing, other])).toEqual(new Map());
    expect(calls.slice(1)).toEqual([[failing.event.id]]);
  });
});

describe('events with several destinations', () => {
  it('reach each of them, though another one fails', async () => {
    const { publish: putOnBus, calls, rejected } = aBus();
    const reached: string[] = [];
    const queue = publishOnce(
      async events => {
        reached.push(...events.map(({ event }) => event.id));
        return new Set();
      },
      () => new Error('not queued'),
    );
    const event = logged();
    rejected.add(event.event.id);
    const publish = publishByAll([putOnBus, queue]);
    for (let deliveries = 1; deliveries <= 3; deliveries++)
      expect([...(await publish([event])).keys()]).toEqual([event]);
    expect(reached).toEqual([event.event.id]);
    expect(calls).toHaveLength(3);
  });

  it('reach them at the same time: none waits for one that does not answer', async () => {
    const reached: number[] = [];
    const hanging: Publish = () => new Promise(() => {});
    const other: Publish = async events => {
      reached.push(events.length);
      return new Map();
    };
    void publishByAll([hanging, other])([logged(), logged()]);
    await Promise.resolve();
    expect(reached).toEqual([2]);
  });

  it('may have none', async () => {
    expect(await publishByAll([])([logged()])).toEqual(new Map());
  });
});
