import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { Registration } from '../../usecases/ports/learnerStore.ts';
import { notErasedCheck } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import { fromLearnerItem } from './learnerItem.ts';
import {
  learnerWrite,
  nameRemoval,
  nameWrite,
  pendingRenewal,
  toRenamed,
  toUnchanged,
  withoutUsername,
} from './learnerWrites.ts';

const MAX_TRIES = 100;

/**
 * Stores the learner unless they are stored so already, and gives them their names. Input about an erased learner is ignored.
 * @param readBefore the entries of the learner and the names
 * @returns the learner, and those whose copied names are stale
 */
export async function upsertLearner(
  client: DynamoDBDocumentClient,
  table: string,
  input: KnownLearner,
  { readBefore, isRepair }: { readBefore: ReadonlyMap<string, Item>; isRepair: boolean },
): Promise<Registration> {
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
    const stale = await write(client, table, input, entries);
    if (stale) return { learners: [learner], staleLearners: stale };
    entries = await readEntries(client, table, keysOf(input));
    return CONFLICT;
  };
  return retryOnConflict(tryToUpsert, { maxTries: MAX_TRIES, busy });
}

/** Entries of the directory by their keys. */
export async function readEntries(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly string[],
): Promise<Map<string, Item>> {
  const unique = [...new Set(keys)].map(key => ({ key }));
  const { [table]: items = [] } = await batchGet(client, { [table]: unique });
  return new Map(items.map(item => [asText(item.key) ?? '', item]));
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
    { name: directoryKey.retired(id), write: { ConditionCheck: notErasedCheck(table, id) } },
    learnerWrite(table, isRenamed ? toRenamed(learner, itemBefore) : toUnchanged(learner, itemBefore), itemBefore),
    ...(usernameOwner ? [withoutUsername(table, usernameOwner)] : []),
    ...stale.map(userId => pendingRenewal(table, userId)),
    // Not of the stored email if the input has none: another learner may have it by now.
    ...namesOf(input).map(key => nameWrite(table, key, id, key === username ? ownerOf(username, entries) : undefined)),
    ...obsoleteNames.map(key => nameRemoval(table, key, id)),
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

function staleLearner(item: Item | undefined, isRepair: boolean): number[] {
  const isCurrent = item?.renewal === 'done' || (item?.renewal === undefined && !isRepair);
  return item && !isCurrent ? [asNumber(item.user_id) ?? 0] : [];
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

/** The keys of the entries of a learner and the names. */
export function keysOf(learner: KnownLearner): string[] {
  return [directoryKey.learner(learner.id), ...namesOf(learner)];
}

function namesOf({ username, email }: KnownLearner): string[] {
  return [
    ...(username === '' ? [] : [directoryKey.username(username)]),
    ...(email === '' ? [] : [directoryKey.email(email)]),
  ];
}
