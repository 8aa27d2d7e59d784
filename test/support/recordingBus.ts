import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ProctoringEvent } from '../../src/domain/events/event.ts';

/** EventBridge for one bus, as far as the service uses it. */
export interface RecordingBus {
  /** The settings of the functions that use it. */
  readonly settings: Readonly<Record<'EVENT_BUS_NAME' | 'EVENTBRIDGE_ENDPOINT', string>>;
  /** The events that it has accepted. */
  readonly events: ProctoringEvent[];
  /** The headers of the requests. */
  readonly headers: NodeJS.Dict<string | string[]>[];
  /** Whether it accepts no event. */
  isThrottled: boolean;
  close(): Promise<void>;
}

export async function startRecordingBus(): Promise<RecordingBus> {
  const server = createServer(async (request, response) => {
    const { Entries } = JSON.parse(await text(request)) as { Entries: { EventBusName: string; Detail: string }[] };
    bus.headers.push(request.headers);
    const results = Entries.map(({ EventBusName, Detail }) => {
      if (bus.isThrottled || EventBusName !== 'exams') return { ErrorCode: 'ThrottlingException' };
      bus.events.push(JSON.parse(Detail));
      return { EventId: String(bus.events.length) };
    });
    const FailedEntryCount = results.filter(result => 'ErrorCode' in result).length;
    response.end(JSON.stringify({ FailedEntryCount, Entries: results }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bus: RecordingBus = {
    settings: { EVENT_BUS_NAME: 'exams', EVENTBRIDGE_ENDPOINT: endpoint },
    events: [],
    headers: [],
    isThrottled: false,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return bus;
}
