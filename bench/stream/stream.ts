import { onLocalDatabase } from '../measure/freshTables.ts';
import type { Findings, RunOptions, Section } from '../report/section.ts';
import { measureLag } from './lag.ts';
import { measureThroughput } from './throughput.ts';

export const stream: Section = {
  id: 'stream',
  title: 'The archive: how many changes it takes, and how late it is',
  run: measure,
};

async function measure({ quick, say }: RunOptions): Promise<Findings> {
  const [rounds, changes] = quick ? [5, 24] : [61, 100];
  say(`${rounds} batches of each kind, archived in three ways …`);
  const throughput = await onLocalDatabase(database => measureThroughput(database, rounds));
  say(`${changes} changes over HTTP, twice, until each is in the history …`);
  const lag = await measureLag(changes);
  return {
    how: [
      `Throughput: ${rounds} batches of 100 stream records of each kind through the archive’s handler, log lines included, in a process ` +
        'of its own, to DynamoDB Local; medians, ratios round by round. In the same rounds and the same process, as many records by ' +
        'one PutItem after the other, as a first handler of a stream does it, and by bare BatchWriteItem calls of 25, all at once, ' +
        'without looking who was retired, what failed, or what came first. Afterwards the items in the history are counted.',
      `Lag: ${changes} attempts are started over HTTP in the whole local stack, 8 at a time, after some that start the functions. From the moment of the change to its being ` +
        'in the history, and, beside it, in the stream as a plain GetRecords loop sees it: the difference is what the mapping and the ' +
        'function add.',
    ],
    tables: [throughput.table, lag],
    goals: throughput.goals,
  };
}
