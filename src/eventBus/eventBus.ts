import type { AwsAnswer, AwsCall } from '../aws/awsCall.ts';
import { sendInBatches } from '../aws/sendInBatches.ts';
import { asciiJson } from '../platform/asciiJson.ts';
import type { EventBus } from '../usecases/ports/eventBus.ts';

/** The same for all deployments: rules match it, and find the deployment in `detail.source`. */
const SOURCE = 'proctoring';

interface BusOptions {
  /** Name or ARN. */
  name: string;
  /** Milliseconds of a monotonic clock. */
  milliseconds: () => number;
}

/** A bus of Amazon EventBridge. */
export function createEventBus(call: AwsCall, { name: EventBusName, milliseconds }: BusOptions): EventBus {
  return {
    async put(events) {
      const entries = events.map(event => ({ event, text: asciiJson(event) }));
      const rejected = await sendInBatches(entries, {
        async send(batch) {
          const Entries = batch.map(({ event, text }) => ({
            EventBusName,
            Source: SOURCE,
            DetailType: event.type,
            // Seconds.
            Time: Math.floor(Date.parse(event.time) / 1000),
            Detail: text,
          }));
          return acceptedEntries(await call('PutEvents', { Entries }));
        },
        milliseconds,
      });
      return rejected.map(({ event }) => event);
    },
  };
}

/** Whether each entry was accepted, in the order of the request; none if the whole call failed. */
function acceptedEntries(answer: AwsAnswer): boolean[] {
  const entries = 'content' in answer ? answer.content.Entries : [];
  return Array.isArray(entries) ? entries.map(entry => typeof entry?.EventId === 'string') : [];
}
