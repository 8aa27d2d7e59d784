import type { EventBus } from '../ports/eventBus.ts';
import { type Publish, publishOnce } from './publish.ts';

class NotOnBus extends Error {
  override readonly name = 'NotOnBus';
}

/** Puts every event on the bus, once per process. */
export function createBusPublisher(eventBus: EventBus): Publish {
  return publishOnce(
    async logged => {
      const rejected = await eventBus.put(logged.map(({ event }) => event));
      return new Set(rejected.map(({ id }) => id));
    },
    () => new NotOnBus(),
  );
}
