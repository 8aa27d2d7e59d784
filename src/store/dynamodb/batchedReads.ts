import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
} from '@aws-sdk/lib-dynamodb';
import { batchGet } from './batchGet.ts';
import type { Item } from './item.ts';

/** A key that is waited for, and who waits. */
interface Wanted {
  table: string;
  key: Item;
  resolve: (item: Item | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * The client with its strongly consistent reads of whole items put together: those asked for in the same turn of the event
 * loop, side by side as a rule, are one call for up to 100 keys. What is read, how consistent it is and what it costs in
 * units stays the same; a read that is alone stays a GetItem.
 */
export function batchReads(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
  const waiting: Wanted[] = [];
  const read = (table: string, key: Item) =>
    new Promise<Item | undefined>((resolve, reject) => {
      // When nothing else is left to do in this turn: whoever goes on at the same time has asked by then.
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

/** Nothing but a key is said of what is wanted, and that it is wanted as it is now. */
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

/** Of one item, whatever order the members of its key are in. */
function nameOf({ table, key }: { table: string; key: Item }): string {
  return JSON.stringify([table, ...Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1))]);
}
