import { inject } from 'vitest';
import { localStreamsClient } from '../../dev/dynamodb/localClients.ts';
import { streamArn } from '../../dev/dynamodb/tables.ts';
import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import { dynamodbStreamSource } from '../../packages/stream-emulator/streamSource.ts';
import type { FreshStores } from './freshStores.ts';

/** Empty reads of an open shard that mean its end. */
const MAX_EMPTY_READS = 5;

export interface TableStream {
  /** Moves to the end of the stream. */
  moveToEnd(): Promise<void>;
  /** The records after that position, at first from the beginning, as Lambda delivers them. */
  records(): Promise<ShardRecord[]>;
  close(): void;
}

/** The stream of a new table, which has one shard. */
export async function openStream({ client }: Pick<FreshStores, 'client'>, table: string): Promise<TableStream> {
  const streams = localStreamsClient(inject('dynamodbEndpoint'));
  const { signal } = new AbortController();
  const source = dynamodbStreamSource(streams, (await streamArn(client, table)) ?? '');
  const [{ id } = { id: '' }] = await source.listShards(signal);
  let start = await source.openShard(id, 'TRIM_HORIZON', signal);
  // DynamoDB Local rejects a position from before the first record of a stream.
  const readFirst = () =>
    source.readShard(start, signal).catch(async error => {
      if (error.name !== 'TrimmedDataAccessException') throw error;
      start = await source.openShard(id, 'TRIM_HORIZON', signal);
      return source.readShard(start, signal);
    });
  return {
    async moveToEnd() {
      start = await source.openShard(id, 'LATEST', signal);
    },
    async records() {
      let page = await readFirst();
      const records = page.records;
      for (let empty = records.length === 0 ? 1 : 0; page.next !== undefined && empty < MAX_EMPTY_READS; ) {
        page = await source.readShard(page.next, signal);
        empty = page.records.length === 0 ? empty + 1 : 0;
        records.push(...page.records);
      }
      return records;
    },
    close: () => streams.destroy(),
  };
}
