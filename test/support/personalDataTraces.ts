import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../src/store/dynamodb/item.ts';
import type { FreshStores } from './freshStores.ts';

/** All items of a table. */
async function itemsOf({ client }: FreshStores, table: string): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
}

type TableName = keyof FreshStores['tables'];

/** All items of these tables, by default of all, by table and key. */
export async function everything(
  stores: FreshStores,
  names = Object.keys(stores.tables) as TableName[],
): Promise<Map<string, Item>> {
  const tables = await Promise.all(
    names.map(async name => {
      const items = await itemsOf(stores, stores.tables[name]);
      return items.map(item => [`${name} ${keyOf(item)}`, item] as const);
    }),
  );
  return new Map(tables.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}

function keyOf(item: Item): string {
  const names = ['key', 'event_id', 'attempt_code', 'change_key', 'part', 'exam_id', 'subject', 'entry', 'attempt_id'];
  const isAttempt =
    'attempt_id' in item && !('key' in item || 'change_key' in item || 'part' in item || 'subject' in item);
  if (isAttempt) return String(item.attempt_id);
  return names.flatMap(name => (name in item && name !== 'attempt_id' ? [String(item[name])] : [])).join(' ');
}

/**
 * The items that contain the text, ignoring case: plain, in base64, compressed (also across the parts of a payload), or
 * encrypted by a key of the test.
 */
export async function locationsOf(stores: FreshStores, searchText: string): Promise<string[]> {
  const all = await everything(stores);
  const parts = Map.groupBy(
    [...all].filter(([, item]) => item.data instanceof Uint8Array),
    ([key]) => key.replace(/#\d+$/, ''),
  );
  const joined = [...parts].map(
    ([key, parts]) => [key, { data: Buffer.concat(parts.map(([, { data }]) => data as Uint8Array)) }] as const,
  );
  const hits = [...all, ...joined].filter(([key, item]) =>
    [key, ...textsIn(item, stores, codeIn(item))].some(text => text.toLowerCase().includes(searchText)),
  );
  return [...new Set(hits.map(([key]) => key))];
}

/** The attributes that contain the text, as `table kind attribute`: the kind is the prefix of the item's key. */
export async function attributesWith(stores: FreshStores, searchText: string): Promise<string[]> {
  const hits = [...(await everything(stores))].flatMap(([key, item]) => {
    const [table = '', ...rest] = key.split(' ');
    const kind = /[A-Za-z_]+#/.exec(rest.join(' '))?.[0] ?? (/\b[a-z]+$/.exec(key)?.[0] || table);
    return Object.entries(item).flatMap(([name, value]) => {
      const members = isMap(value)
        ? Object.entries(value).map(([member, of]) => [`${name}.${member}`, of])
        : [[name, value]];
      return members
        .filter(([, member]) =>
          textsIn(member, stores, codeIn(item)).some(text => text.toLowerCase().includes(searchText)),
        )
        .map(([path]) => `${table} ${kind} ${path}`);
    });
  });
  return [...new Set(hits)].sort();
}

function isMap(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function codeIn(item: Item): string {
  return String(item.attempt_code);
}

function textsIn(value: unknown, stores: FreshStores, attemptCode: string): string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1'), ...unzipped(value)];
  if (typeof value === 'string') {
    const link = value.startsWith('v1.') ? stores.cipher.decrypt(value, attemptCode) : null;
    return [value, Buffer.from(value, 'base64').toString('latin1'), ...(link ? [link] : [])];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member, stores, attemptCode)]);
}

/** Decompressed by either of the formats in use. */
function unzipped(bytes: Uint8Array): string[] {
  return [gunzipSync, brotliDecompressSync].flatMap(unzip => {
    try {
      const text = unzip(bytes).toString('latin1');
      const encoded = text.match(/[A-Za-z0-9+/]{24,}={0,2}/g) ?? [];
      return [text, ...encoded.map(text => Buffer.from(text, 'base64').toString('latin1'))];
    } catch {
      return [];
    }
  });
}
