import { setTimeout as sleep } from 'node:timers/promises';
import { localDynamodbClient, localStreamsClient } from '../../local/dynamodb/localClients.ts';
import { streamArn } from '../../local/dynamodb/tables.ts';
import { dynamodbStreamSource, type ShardPage } from '../../local/mapping/streamSource.ts';

const READS_EVERY_MS = 10;

export interface WatchedStream {
  /** When (epoch milliseconds) the stream gave this version of the attempt; resolves once it has. */
  sawAt(attemptId: number, version: number): Promise<number>;
  stop(): Promise<void>;
}

/** Reads a table's stream, from its beginning, by plain GetRecords calls, one after the other, and does nothing with what it gives. */
export async function watchStream(endpoint: string, table: string): Promise<WatchedStream> {
  const [database, streams] = [localDynamodbClient(endpoint), localStreamsClient(endpoint)];
  const stopping = new AbortController();
  const { signal } = stopping;
  const seen = new Map<string, PromiseWithResolvers<number>>();
  const sighting = (attemptId: unknown, version: unknown) => {
    const key = `${attemptId}#${version}`;
    const known = seen.get(key) ?? Promise.withResolvers<number>();
    seen.set(key, known);
    return known;
  };
  const source = dynamodbStreamSource(streams, (await streamArn(database, table)) ?? '');
  const shards = await source.listShards(signal);
  const open = (shardId: string) => source.openShard(shardId, 'TRIM_HORIZON', signal);

  // An iterator of a shard that was empty can be refused as trimmed; what was seen before is passed over.
  const read = (shardId: string, iterator: string): Promise<ShardPage> =>
    source.readShard(iterator, signal).catch(async (error: Error) => {
      if (error.name !== 'TrimmedDataAccessException') throw error;
      return { records: [], next: await open(shardId) };
    });

  const readToEnd = async (shardId: string) => {
    let iterator: string | undefined = await open(shardId);
    while (iterator !== undefined && !signal.aborted) {
      const page = await read(shardId, iterator);
      const now = Date.now();
      for (const { dynamodb } of page.records) {
        const image = dynamodb.NewImage ?? {};
        sighting(image.attempt_id?.N, image.version?.N).resolve(now);
      }
      iterator = page.next;
      await sleep(READS_EVERY_MS);
    }
  };
  const reading = Promise.all(shards.map(({ id }) => readToEnd(id)));
  // Who waits for a change hears of it; so may nobody.
  reading.catch(() => {});
  return {
    sawAt: (attemptId, version) => Promise.race([sighting(attemptId, version).promise, reading.then(neverSeen)]),
    stop: async () => {
      stopping.abort();
      await reading.catch(() => {});
      for (const client of [database, streams]) client.destroy();
    },
  };
}

function neverSeen(): never {
  throw new Error('the stream ended before it gave the change');
}
