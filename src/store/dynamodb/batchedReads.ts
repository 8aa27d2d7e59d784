import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
} from '@aws-sdk/lib-dynamodb';
import { batchGet } from './batchGet.ts';
import type { Item } from './item.ts';

/** Key that is waited for, with the callbacks of the waiting caller. */
interface Wanted {
  table: string;
  key: Item;
  resolve: (item: Item | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Groups the client's strongly consistent reads of whole items: those requested in the same turn of the event loop are
 * one call for up to 100 keys. Result, consistency and cost in units stay the same; a lone read stays a GetItem.
 */
export function batchReads(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
  const waiting: Wanted[] = [];
  const read = (table: string, key: Item) =>
    new Promise<Item | undefined>((resolve, reject) => {
      // Waits until nothing else is left to do in this turn: all callers that run side by side have asked by then.
      if (waiting.length === 0) setImmediate(() => void readAll(client, waiting.splice(0)));
      waiting.push({ table, key, resolve, reject });
    });
  const send = async (command: unknown, ...more: unknown[]) => {
    if (command instanceof GetCommand && isWhole(command.input)) {
      return { Item: await read(command.input.TableName ?? '', command.input.Key ?? {}) };
    }
    if (command instanceof BatchGetCommand && Object.values(requested(command)).every(isWhole)) {
      return { Responses: await readRequested(requested(command), read) };
    }
    return client.send(command as never, ...(more as []));
  };
  return Object.assign(Object.create(client) as DynamoDBDocumentClient, { send });
}

type Requested = NonNullable<BatchGetCommandInput['RequestItems']>;

const requested = ({ input }: BatchGetCommand): Requested => input.RequestItems ?? {};

/** Tells whether a read names nothing but a key (no projection) and is strongly consistent. */
function isWhole({
  ConsistentRead,
  ProjectionExpression,
}: {
  ConsistentRead?: boolean | undefined;
  ProjectionExpression?: string | undefined;
}): boolean {
  return ConsistentRead === true && ProjectionExpression === undefined;
}

async function readRequested(
  request: Requested,
  read: (table: string, key: Item) => Promise<Item | undefined>,
): Promise<Record<string, Item[]>> {
  const tables = Object.entries(request).map(async ([table, { Keys = [] }]) => {
    const items = await Promise.all(Keys.map(key => read(table, key)));
    return [table, items.filter(item => item !== undefined)] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

async function readAll(client: DynamoDBDocumentClient, waiting: readonly Wanted[]): Promise<void> {
  try {
    const found = await findAll(client, waiting);
    for (const one of waiting) one.resolve(found.get(nameOf(one)));
  } catch (error) {
    for (const { reject } of waiting) reject(error);
  }
}

async function findAll(client: DynamoDBDocumentClient, waiting: readonly Wanted[]): Promise<Map<string, Item>> {
  const wanted = [...new Map(waiting.map(one => [nameOf(one), one])).values()];
  const [first, ...others] = wanted;
  if (first && others.length === 0) {
    const { Item } = await client.send(
      new GetCommand({ TableName: first.table, Key: first.key, ConsistentRead: true }),
    );
    return new Map(Item ? [[nameOf(first), Item]] : []);
  }
  const keys = Object.groupBy(wanted, ({ table }) => table);
  const items = await batchGet(
    client,
    Object.fromEntries(Object.entries(keys).map(([table, some = []]) => [table, some.map(({ key }) => key)])),
  );
  // An item is known again by the members of the key that it was asked for by.
  const members = new Map(wanted.map(({ table, key }) => [table, Object.keys(key)]));
  return new Map(
    Object.entries(items).flatMap(([table, some]) =>
      some.map(item => {
        const key = Object.fromEntries((members.get(table) ?? []).map(name => [name, item[name]]));
        return [nameOf({ table, key }), item] as const;
      }),
    ),
  );
}

/** Name of one item, the same for any order of the members of its key. */
function nameOf({ table, key }: { table: string; key: Item }): string {
  return JSON.stringify([table, ...Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1))]);
}
