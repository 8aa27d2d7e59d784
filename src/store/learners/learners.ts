import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { LearnerStore, Registration } from '../../usecases/ports/learnerStore.ts';
import { notRetiredCheck } from '../directory/directoryItem.ts';
import { directoryKey, PENDING_RENEWALS } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import { fromLearnerItem, toKnownLearner, toLearnerItem } from './learnerItem.ts';

const CONCURRENCY = 10;
const MAX_TRIES = 100;

/** Learners in the directory: by id, with entries that map usernames and emails to ids. */
export function createLearnerStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): LearnerStore {
  const readAll = async (keys: readonly string[]) => {
    const unique = [...new Set(keys)].map(key => ({ key }));
    const { [tables.directory]: items = [] } = await batchGet(client, { [tables.directory]: unique });
    return new Map(items.map(item => [asText(item.key) ?? '', item]));
  };
  const read = async (userId: number) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.directory, Key: { key: directoryKey.learner(userId) }, ConsistentRead: true }),
    );
    return Item && toKnownLearner(Item);
  };
  const upsert = async (
    input: KnownLearner,
    readBefore: ReadonlyMap<string, Item>,
    isRepair: boolean,
  ): Promise<Registration> => {
    let entries = readBefore;
    const busy = `Too many concurrent changes of learner ${input.id}. Try again.`;
    const tryToUpsert = async (): Promise<Registration | typeof CONFLICT> => {
      const learner = withStoredDefaults(input, storedLearner(input, entries));
      if (isUpToDate(input, entries)) {
        return {
          learners: [learner],
          staleLearners: staleLearner(entries.get(directoryKey.learner(input.id)), isRepair),
        };
      }
      const stale = await write(client, tables.directory, input, entries);
      if (stale) return { learners: [learner], staleLearners: stale };
      entries = await readAll(keysOf(input));
      return CONFLICT;
    };
    return retryOnConflict(tryToUpsert, { maxTries: MAX_TRIES, busy });
  };
  return {
    async find(reference) {
      if (typeof reference === 'number') return Number.isSafeInteger(reference) ? read(reference) : undefined;
      const userInfo = reference.trim();
      const [username, email] = [directoryKey.username(userInfo), directoryKey.email(userInfo)];
      const id = /^\d{1,16}$/.test(userInfo) ? directoryKey.learner(Number(userInfo)) : undefined;
      const entries = await readAll(id ? [username, email, id] : [username, email]);
      const userId = asNumber((entries.get(username) ?? entries.get(email))?.user_id);
      if (userId !== null) return read(userId);
      const byId = id && entries.get(id);
      return byId ? toKnownLearner(byId) : undefined;
    },

    async register(learners, { isRepair } = { isRepair: false }) {
      // The last write wins, also within one call.
      const latest = [...new Map(learners.map(learner => [learner.id, learner])).values()];
      const entries = await readAll(latest.flatMap(keysOf));
      const registered = await mapInBatches(latest, CONCURRENCY, input => upsert(input, entries, isRepair));
      return {
        learners: registered.flatMap(outcome => outcome.learners),
        staleLearners: registered.flatMap(outcome => outcome.staleLearners),
      };
    },

    async expectRenewal(userId) {
      const key = directoryKey.learner(userId);
      // A failed condition means that the learner was registered or erased meanwhile, so that no marker is needed.
      await transact(client, [
        { name: 'retired', write: { ConditionCheck: notRetiredCheck(tables.directory, userId) } },
        {
          name: 'learner',
          write: {
            Put: {
              TableName: tables.directory,
              Item: { key, user_id: userId, version: 1 },
              ConditionExpression: 'attribute_not_exists(#key)',
              ExpressionAttributeNames: { '#key': 'key' },
            },
          },
        },
      ]);
    },

    async isRetired(userId) {
      const { Item } = await client.send(
        new GetCommand({
          TableName: tables.directory,
          Key: { key: directoryKey.retired(userId) },
          ConsistentRead: true,
        }),
      );
      return Item !== undefined;
    },
  };
}

/** Whether the stored learner equals the input, and the username and the email map to the learner. */
function isUpToDate(input: KnownLearner, entries: ReadonlyMap<string, Item>): boolean {
  const stored = storedLearner(input, entries);
  const isCurrent = stored !== undefined && isSame(stored, withStoredDefaults(input, stored));
  return isCurrent && namesOf(input).every(key => entries.get(key)?.user_id === input.id);
}

/** @returns the learners whose copied names are stale; undefined, with nothing written, after a conflict */
async function write(
  client: DynamoDBDocumentClient,
  table: string,
  input: KnownLearner,
  entries: ReadonlyMap<string, Item>,
): Promise<number[] | undefined> {
  const { id } = input;
  const itemBefore = entries.get(directoryKey.learner(id));
  const before = itemBefore && fromLearnerItem(itemBefore);
  const learner = withStoredDefaults(input, before);
  const username = directoryKey.username(learner.username);
  const usernameOwner = await readUsernameOwner(client, table, learner, entries);
  const isRenamed = before !== undefined && !isSame(before, learner);
  const stale = [...(isRenamed ? [id] : []), ...(usernameOwner ? [asNumber(usernameOwner.user_id) ?? 0] : [])];
  const obsoleteNames = before ? namesOf(before).filter(key => !namesOf(learner).includes(key)) : [];
  let writes: NamedWrite<string>[] = [
    { name: directoryKey.retired(id), write: { ConditionCheck: notRetiredCheck(table, id) } },
    learnerWrite(table, isRenamed ? toRenamed(learner, itemBefore) : toUnchanged(learner, itemBefore), itemBefore),
    ...(usernameOwner
      ? [
          learnerWrite(
            table,
            toRenamed({ ...fromLearnerItem(usernameOwner), username: '' }, usernameOwner),
            usernameOwner,
          ),
        ]
      : []),
    ...stale.map(userId => pendingRenewal(table, userId)),
    // Not of the stored email if the input has none: another learner may have it by now.
    ...namesOf(input).map(key => nameWrite(table, key, id, key === username ? ownerOf(username, entries) : undefined)),
    ...obsoleteNames.map(key => ({
      name: key,
      write: {
        Delete: {
          TableName: table,
          Key: { key },
          // Another learner may have it by now.
          ConditionExpression: 'user_id = :id',
          ExpressionAttributeValues: { ':id': id },
        },
      },
    })),
  ];
  for (;;) {
    const failed = await transact(client, writes);
    if (failed.size === 0) return stale;
    // Input about an erased learner is ignored.
    if (failed.has(directoryKey.retired(id))) return [];
    if ([username, ...[id, ...stale].map(directoryKey.learner)].some(key => failed.has(key))) return undefined;
    writes = writes.filter(({ name }) => !failed.has(name));
  }
}

/** The other learner that has the username so far, if their entry still has it. */
async function readUsernameOwner(
  client: DynamoDBDocumentClient,
  table: string,
  { id, username }: KnownLearner,
  entries: ReadonlyMap<string, Item>,
): Promise<Item | undefined> {
  const owner = ownerOf(directoryKey.username(username), entries);
  if (owner === null || owner === id) return undefined;
  const Key = { key: directoryKey.learner(owner) };
  const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item?.username === username ? Item : undefined;
}

function ownerOf(key: string, entries: ReadonlyMap<string, Item>): number | null {
  return asNumber(entries.get(key)?.user_id);
}

/** @param ownerRead the owner that loses the name, on the condition that it has not changed; undefined for any owner */
function nameWrite(table: string, key: string, id: number, ownerRead: number | null | undefined): NamedWrite<string> {
  const condition =
    ownerRead === undefined
      ? {}
      : {
          ConditionExpression: 'attribute_not_exists(#key) OR user_id = :owner OR user_id = :id',
          ExpressionAttributeNames: { '#key': 'key' },
          ExpressionAttributeValues: { ':owner': ownerRead ?? id, ':id': id },
        };
  return { name: key, write: { Put: { TableName: table, Item: { key, user_id: id }, ...condition } } };
}

/** Exceeded only by a learner renamed repeatedly before the copies are renewed. */
const MAX_FORMER_NAMES = 20;

/** The entry of a learner whose copied names are stale; `former` has the names by which copies are recognised. */
function toRenamed(learner: KnownLearner, before: Item | undefined): Item {
  const former = before?.renewal === 'due' && Array.isArray(before.former) ? before.former : [];
  const names = [...former, asText(before?.username), asText(before?.name)].filter(name => name);
  return { ...toLearnerItem(learner), renewal: 'due', former: [...new Set(names)].slice(-MAX_FORMER_NAMES) };
}

/** Entries older than the attribute `renewal` stay without it. */
function toUnchanged(learner: KnownLearner, before: Item | undefined): Item {
  if (!before) return { ...toLearnerItem(learner), renewal: 'done' };
  const { renewal, former } = before;
  return {
    ...toLearnerItem(learner),
    ...(renewal !== undefined && { renewal }),
    ...(former !== undefined && { former }),
  };
}

function staleLearner(item: Item | undefined, isRepair: boolean): number[] {
  const isCurrent = item?.renewal === 'done' || (item?.renewal === undefined && !isRepair);
  return item && !isCurrent ? [asNumber(item.user_id) ?? 0] : [];
}

/** Makes the schedule renew stale copies, in two passes, as the first one can miss copies created at the same moment. */
function pendingRenewal(table: string, userId: number): NamedWrite<string> {
  const Item = { key: directoryKey.renewal(userId), learner_id: PENDING_RENEWALS, passes: 0, drawn: randomUUID() };
  return { name: Item.key, write: { Put: { TableName: table, Item } } };
}

/** Conditional on the version, so that former names of a concurrent change are not lost. */
function learnerWrite(table: string, item: Item, before: Item | undefined): NamedWrite<string> {
  const version = asNumber(before?.version);
  const key = asText(item.key) ?? '';
  const condition =
    version === null
      ? { ConditionExpression: 'attribute_not_exists(#version)' }
      : { ConditionExpression: '#version = :version', ExpressionAttributeValues: { ':version': version } };
  return {
    name: key,
    write: {
      Put: {
        TableName: table,
        Item: { ...item, version: (version ?? 0) + 1 },
        ...condition,
        ExpressionAttributeNames: { '#version': 'version' },
      },
    },
  };
}

/** An empty email or name stands for the stored one. */
function withStoredDefaults(input: KnownLearner, stored: KnownLearner | undefined): KnownLearner {
  return { ...input, email: input.email || (stored?.email ?? ''), name: input.name || (stored?.name ?? '') };
}

function storedLearner({ id }: KnownLearner, entries: ReadonlyMap<string, Item>): KnownLearner | undefined {
  const item = entries.get(directoryKey.learner(id));
  return item && fromLearnerItem(item);
}

function isSame(a: KnownLearner, b: KnownLearner): boolean {
  return a.username === b.username && a.email === b.email && a.name === b.name;
}

function keysOf(learner: KnownLearner): string[] {
  return [directoryKey.learner(learner.id), ...namesOf(learner)];
}

function namesOf({ username, email }: KnownLearner): string[] {
  return [
    ...(username === '' ? [] : [directoryKey.username(username)]),
    ...(email === '' ? [] : [directoryKey.email(email)]),
  ];
}
