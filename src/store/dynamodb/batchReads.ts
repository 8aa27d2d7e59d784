import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
} from '@aws-sdk/lib-dynamodb';
import { runOutsideOfRequests } from '../../platform/requestSignal.ts';
import { batchGet } from './batchGet.ts';
import type { Item } from './item.ts';

/** A requested key, with the callbacks of its caller. */
interface PendingRead {
  table: string;
  key: Item;
  resolve: (item: Item | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Batches strongly consistent reads of whole items that are requested in the same turn of the event loop. Results,
 * consistency and units stay the same; a single read stays a GetItem.
 */
export function batchReads(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
  const pendingReads: PendingRead[] = [];
  const read = (table: string, key: Item) =>
    new Promise<Item | undefined>((resolve, reject) => {
      // Runs after the current turn of the event loop, when all concurrent callers have requested their keys.
      if (pendingReads.length === 0)
        runOutsideOfRequests(() => setImmediate(() => void readAll(client, pendingReads.splice(0))));
      pendingReads.push({ table, key, resolve, reject });
    });
  const send = async (command: unknown, ...options: unknown[]) => {
    if (command instanceof GetCommand && isConsistentWholeRead(command.input)) {
      return { Item: await read(command.input.TableName ?? '', command.input.Key ?? {}) };
    }
    if (command instanceof BatchGetCommand && Object.values(requestItems(command)).every(isConsistentWholeRead)) {
      return { Responses: await readRequested(requestItems(command), read) };
    }
    return client.send(command as never, ...(options as []));
  };
  return Object.assign(Object.create(client) as DynamoDBDocumentClient, { send });
}

type RequestItems = NonNullable<BatchGetCommandInput['RequestItems']>;

const requestItems = ({ input }: BatchGetCommand): RequestItems => input.RequestItems ?? {};

/** Whether a read is strongly consistent and has no projection. */
function isConsistentWholeRead({
  ConsistentRead,
  ProjectionExpression,
}: {
  ConsistentRead?: boolean | undefined;
  ProjectionExpression?: string | undefined;
}): boolean {
  return ConsistentRead === true && ProjectionExpression === undefined;
}

async function readRequested(
  request: RequestItems,
  read: (table: string, key: Item) => Promise<Item | undefined>,
): Promise<Record<string, Item[]>> {
  const tables = Object.entries(request).map(async ([table, { Keys = [] }]) => {
    const items = await Promise.all(Keys.map(key => read(table, key)));
    return [table, items.filter(item => item !== undefined)] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

async function readAll(client: DynamoDBDocumentClient, pendingReads: readonly PendingRead[]): Promise<void> {
  try {
    const items = await fetchAll(client, pendingReads);
    for (const pendingRead of pendingReads) pendingRead.resolve(items.get(identityOf(pendingRead)));
  } catch (error) {
    for (const { reject } of pendingReads) reject(error);
  }
}

async function fetchAll(
  client: DynamoDBDocumentClient,
  pendingReads: readonly PendingRead[],
): Promise<Map<string, Item>> {
  const distinct = [...new Map(pendingReads.map(pendingRead => [identityOf(pendingRead), pendingRead])).values()];
  const [first, ...others] = distinct;
  if (first && others.length === 0) {
    const { Item } = await client.send(
      new GetCommand({ TableName: first.table, Key: first.key, ConsistentRead: true }),
    );
    return new Map(Item ? [[identityOf(first), Item]] : []);
  }
  const keys = Object.groupBy(distinct, ({ table }) => table);
  const items = await batchGet(
    client,
    Object.fromEntries(Object.entries(keys).map(([table, reads = []]) => [table, reads.map(({ key }) => key)])),
  );
  // Recovers each item's key, by the members of the requested ones.
  const members = new Map(distinct.map(({ table, key }) => [table, Object.keys(key)]));
  return new Map(
    Object.entries(items).flatMap(([table, tableItems]) =>
      tableItems.map(item => {
        const key = Object.fromEntries((members.get(table) ?? []).map(name => [name, item[name]]));
        return [identityOf({ table, key }), item] as const;
      }),
    ),
  );
}

/** Identifies an item regardless of the order of the members of its key. */
function identityOf({ table, key }: { table: string; key: Item }): string {
  return JSON.stringify([table, ...Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
