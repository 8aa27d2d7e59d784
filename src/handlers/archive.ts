import { createArchive } from '../app.ts';
import { log } from '../platform/log.ts';
import { streamFunction } from '../streams/streamFunction.ts';

/** Writes the history from the stream of the attempts table. */
export const handler = streamFunction({
  process: createArchive(process.env),
  onFailure: failure => log.error('not archived', failure),
  onProcessed: counts => log.info('archived', counts),
});
