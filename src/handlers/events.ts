import { createEventLogger } from '../app/events.ts';
import { log } from '../platform/log.ts';
import { streamFunction } from '../streams/streamFunction.ts';

/** Logs events from the streams of the history, reviews and exams tables. */
export const handler = streamFunction({
  process: createEventLogger(process.env),
  onFailure: failure => log.error('event not logged', failure),
  onProcessed: counts => log.info('events logged', counts),
});
