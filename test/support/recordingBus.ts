import type { ProctoringEvent } from '../../src/domain/events/event.ts';
import { json, scriptedServer } from './scriptedServer.ts';

/** EventBridge for one bus, as far as the service uses it. */
export async function startRecordingBus() {
  /** The events that it has accepted. */
  const events: ProctoringEvent[] = [];
  const state = { isThrottled: false };
  const { url, received, close } = await scriptedServer(({ body }, response) => {
    const { Entries } = JSON.parse(body) as { Entries: { EventBusName: string; Detail: string }[] };
    const results = Entries.map(({ EventBusName, Detail }) => {
      if (state.isThrottled || EventBusName !== 'exams') return { ErrorCode: 'ThrottlingException' };
      events.push(JSON.parse(Detail));
      return { EventId: String(events.length) };
    });
    const FailedEntryCount = results.filter(result => 'ErrorCode' in result).length;
    json(response, 200, { FailedEntryCount, Entries: results });
  });
  /** The settings of the functions that use it. */
  const settings = { EVENT_BUS_NAME: 'exams', EVENTBRIDGE_ENDPOINT: url };
  return { settings, events, received, state, close };
}

export type RecordingBus = Awaited<ReturnType<typeof startRecordingBus>>;
