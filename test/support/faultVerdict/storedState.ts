import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { localStreamsClient } from '../../../dev/dynamodb/localClients.ts';
import { streamArn } from '../../../dev/dynamodb/tables.ts';
import type { ShardRecord } from '../../../packages/stream-emulator/record.ts';
import { dynamodbStreamSource } from '../../../packages/stream-emulator/streamSource.ts';

// biome-ignore lint/suspicious/noExplicitAny: items have many shapes
export type Found = Record<string, any>;

/** All items of a table. */
export async function itemsOf(client: DynamoDBClient, TableName: string): Promise<Found[]> {
  const items: Found[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }));
    items.push(...(page.Items ?? []).map(item => unmarshall(item, { wrapNumbers: Number })));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** A change of an attempt from the stream, which the history must contain. */
export interface Change {
  code: string;
  sequenceNumber: bigint;
  to: string | null;
  before: Found;
}

/** Every status change and removal, read from the stream without code of the archive. */
export async function changesInStream(client: DynamoDBClient, endpoint: string, table: string): Promise<Change[]> {
  const arn = (await streamArn(client, table)) ?? '';
  const streams = localStreamsClient(endpoint);
  try {
    const source = dynamodbStreamSource(streams, arn);
    const signal = new AbortController().signal;
    const changes: Change[] = [];
    for (const { id } of await source.listShards(signal)) {
      let iterator: string | undefined = await source.openShard(id, 'TRIM_HORIZON', signal);
      for (let empty = 0; iterator !== undefined && empty < 5; ) {
        const page = await source.readShard(iterator, signal);
        empty = page.records.length === 0 ? empty + 1 : 0;
        iterator = page.next;
        changes.push(...page.records.flatMap(changeOf));
      }
    }
    return changes;
  } finally {
    streams.destroy();
  }
}

function changeOf({ dynamodb: { OldImage, NewImage, SequenceNumber } }: ShardRecord): Change[] {
  if (!OldImage) return [];
  const plain = (image: object) =>
    unmarshall(image as Record<string, AttributeValue>, { wrapNumbers: Number }) as Found;
  const before = plain(OldImage);
  const to = NewImage ? String(plain(NewImage).status) : null;
  if (to === before.status) return [];
  return [{ code: before.attempt_code, sequenceNumber: BigInt(SequenceNumber), to, before }];
}

/** Attributes of live attempts only; named here, because the verdict uses no code of the archive. */
const NOT_COPIED = ['in_course', 'exam_learner', 'download_url', 'instructions'];

function copyOf(item: Found): Found {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !NOT_COPIED.includes(name)));
}

/** Changes of the stream that the history lacks, has twice or has with other data. */
export function compareHistory(
  changes: readonly Change[],
  history: readonly Found[],
): { lost: number; doubled: number; wrong: number } {
  const bySequence = Map.groupBy(history, item => BigInt(String(item.change_key).split('#')[2] ?? 0));
  let [lost, wrong] = [0, 0];
  for (const { sequenceNumber, to, before } of changes) {
    const [item] = bySequence.get(sequenceNumber) ?? [];
    if (!item) lost += 1;
    else if (!isDeepStrictEqual(item.attempt, copyOf(before)) || (item.to_status ?? null) !== to) wrong += 1;
  }
  // More items than changes: a second item of a change, or an item without a change.
  return { lost, doubled: history.length - (changes.length - lost), wrong };
}
