import { inject } from 'vitest';
import { localStreamsClient } from '../../dev/dynamodb/localClients.ts';
import { streamArn } from '../../dev/dynamodb/tables.ts';
import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import { dynamodbStreamSource } from '../../packages/stream-emulator/streamSource.ts';
import type { FreshStores } from './freshStores.ts';

/** Empty reads of an open shard that mean its end. */
const MAX_EMPTY_READS = 5;

/** All records of a table's stream so far, as Lambda delivers them. */
export async function streamOf({ client }: Pick<FreshStores, 'client'>, table: string): Promise<ShardRecord[]> {
  const streams = localStreamsClient(inject('dynamodbEndpoint'));
  const { signal } = new AbortController();
  try {
    const source = dynamodbStreamSource(streams, (await streamArn(client, table)) ?? '');
    const records: ShardRecord[] = [];
    for (const { id } of await source.listShards(signal)) {
      let iterator: string | undefined = await source.openShard(id, 'TRIM_HORIZON', signal);
      for (let empty = 0; iterator !== undefined && empty < MAX_EMPTY_READS; ) {
        const page = await source.readShard(iterator, signal);
        empty = page.records.length === 0 ? empty + 1 : 0;
        records.push(...page.records);
        iterator = page.next;
      }
    }
    return records;
  } finally {
    streams.destroy();
  }
}
