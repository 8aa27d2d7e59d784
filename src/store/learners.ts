import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '../domain/errors.ts';
import { inGroups } from '../domain/inGroups.ts';
import type { KnownLearner, LearnerStore } from '../domain/learners/learners.ts';
import { batchGet } from './batchGet.ts';
import { directoryKey, isNotRetired } from './directoryItem.ts';
import { type Item, number, text } from './item.ts';
import type { TableNames } from './tables.ts';
import { type NamedWrite, transact } from './transaction.ts';

/** So many learners are written side by side. */
const AT_ONCE = 10;
/** Each round somebody else has changed the same learner. */
const MOST_ROUNDS = 100;

/** Learners in the directory: by id, and entries that lead from a username or an email to the id. */
export function createLearnerStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): LearnerStore {
  const readAll = async (keys: readonly string[]) => {
    const asked = [...new Set(keys)].map(key => ({ key }));
    const { [tables.directory]: items = [] } = await batchGet(client, { [tables.directory]: asked });
    return new Map(items.map(item => [text(item.key) ?? '', item]));
  };
  const read = async (userId: number) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.directory, Key: { key: directoryKey.learner(userId) }, ConsistentRead: true }),
    );
    return Item && fromLearnerItem(Item);
  };
  const remember = async (said: KnownLearner, readBefore: ReadonlyMap<string, Item>) => {
    let entries = readBefore;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const isStored = isKnown(said, entries) || (await write(client, tables.directory, said, entries));
      if (isStored) return completed(said, knownAs(said, entries));
      entries = await readAll(keysOf(said));
    }
    throw new Refusal('busy', `Learner ${said.id} is being changed by many at once. Try again.`);
  };
  return {
    async find(reference) {
      if (typeof reference === 'number') return Number.isSafeInteger(reference) ? read(reference) : undefined;
      const userInfo = reference.trim();
      const [username, email] = [directoryKey.username(userInfo), directoryKey.email(userInfo)];
      const id = /^\d{1,16}$/.test(userInfo) ? directoryKey.learner(Number(userInfo)) : undefined;
      const found = await readAll(id ? [username, email, id] : [username, email]);
      const named = number((found.get(username) ?? found.get(email))?.user_id);
      if (named !== null) return read(named);
      const byId = id && found.get(id);
      return byId ? fromLearnerItem(byId) : undefined;
    },

    async register(learners) {
      // The last word about a learner counts, also within one call.
      const latest = [...new Map(learners.map(one => [one.id, one])).values()];
      const entries = await readAll(latest.flatMap(keysOf));
      return inGroups(latest, AT_ONCE, said => remember(said, entries));
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

/** Everything said about the learner stands there already, and each name leads to them and not to somebody else. */
function isKnown(said: KnownLearner, entries: ReadonlyMap<string, Item>): boolean {
  const known = knownAs(said, entries);
  const { username, email, name } = completed(said, known);
  const isSame = known?.username === username && known.email === email && known.name === name;
  return isSame && namesOf(said).every(key => entries.get(key)?.user_id === said.id);
}

/** @returns false when somebody else has changed the learner since the entries were read; nothing is written then */
async function write(
  client: DynamoDBDocumentClient,
  table: string,
  said: KnownLearner,
  entries: ReadonlyMap<string, Item>,
): Promise<boolean> {
  const { id } = said;
  const before = knownAs(said, entries);
  const learner = completed(said, before);
  const gone = before ? namesOf(before).filter(key => !namesOf(learner).includes(key)) : [];
  let writes: NamedWrite<string>[] = [
    { name: directoryKey.retired(id), write: { ConditionCheck: isNotRetired(table, id) } },
    learnerWrite(table, learner, number(entries.get(directoryKey.learner(id))?.version)),
    // An email that was left out may be somebody else's by now.
    ...namesOf(said).map(key => ({ name: key, write: { Put: { TableName: table, Item: { key, user_id: id } } } })),
    ...gone.map(key => ({
      name: key,
      write: {
        Delete: {
          TableName: table,
          Key: { key },
          // It may name somebody else by now.
          ConditionExpression: 'user_id = :id',
          ExpressionAttributeValues: { ':id': id },
        },
      },
    })),
  ];
  for (;;) {
    const failed = await transact(client, writes);
    // Whoever was retired is nobody any more, whatever is said about them.
    if (failed.size === 0 || failed.has(directoryKey.retired(id))) return true;
    if (failed.has(directoryKey.learner(id))) return false;
    writes = writes.filter(({ name }) => !failed.has(name));
  }
}

/** On the condition that nobody has changed the learner since: their former names have to go with the change. */
function learnerWrite(table: string, learner: KnownLearner, version: number | null): NamedWrite<string> {
  const { id, username, email, name } = learner;
  const key = directoryKey.learner(id);
  const isStill =
    version === null
      ? { ConditionExpression: 'attribute_not_exists(#version)' }
      : { ConditionExpression: '#version = :version', ExpressionAttributeValues: { ':version': version } };
  return {
    name: key,
    write: {
      Put: {
        TableName: table,
        Item: { key, user_id: id, username, email, name, version: (version ?? 0) + 1 },
        ...isStill,
        ExpressionAttributeNames: { '#version': 'version' },
      },
    },
  };
}

/** What is said, with an email and a name that are left out as they are known. */
function completed(said: KnownLearner, known: KnownLearner | undefined): KnownLearner {
  return { ...said, email: said.email || (known?.email ?? ''), name: said.name || (known?.name ?? '') };
}

function knownAs({ id }: KnownLearner, entries: ReadonlyMap<string, Item>): KnownLearner | undefined {
  const item = entries.get(directoryKey.learner(id));
  return item && fromLearnerItem(item);
}

function keysOf(learner: KnownLearner): string[] {
  return [directoryKey.learner(learner.id), ...namesOf(learner)];
}

function namesOf({ username, email }: KnownLearner): string[] {
  const keys = [directoryKey.username(username)];
  return email === '' ? keys : [...keys, directoryKey.email(email)];
}

function fromLearnerItem(item: Item): KnownLearner {
  return {
    id: number(item.user_id) ?? 0,
    username: text(item.username) ?? '',
    email: text(item.email) ?? '',
    name: text(item.name) ?? '',
  };
}
