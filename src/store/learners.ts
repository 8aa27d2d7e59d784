import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { inGroups } from '../domain/inGroups.ts';
import type { KnownLearner, LearnerStore } from '../domain/learners/learners.ts';
import { batchGet } from './batchGet.ts';
import { directoryKey } from './directoryItem.ts';
import { type Item, number, text } from './item.ts';
import type { TableNames } from './tables.ts';
import { type NamedWrite, transact } from './transaction.ts';

/** So many learners are written side by side. */
const AT_ONCE = 10;

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
  return {
    async find(userInfo) {
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
      const found = await readAll(learners.map(one => directoryKey.learner(one.id)));
      // The last word about a learner counts, also within one call.
      const latest = [...new Map(learners.map(one => [one.id, one])).values()];
      await inGroups(latest, AT_ONCE, async said => {
        const item = found.get(directoryKey.learner(said.id));
        const known = item && fromLearnerItem(item);
        const learner = { ...said, email: said.email || (known?.email ?? ''), name: said.name || (known?.name ?? '') };
        if (!isSame(known, learner)) await write(client, tables.directory, known, learner);
      });
    },
  };
}

async function write(
  client: DynamoDBDocumentClient,
  table: string,
  before: KnownLearner | undefined,
  learner: KnownLearner,
): Promise<void> {
  const { id } = learner;
  const names = namesOf(learner);
  const put = (entry: Item): NamedWrite<string> => ({
    name: String(entry.key),
    write: { Put: { TableName: table, Item: entry } },
  });
  const gone = before ? namesOf(before).filter(key => !names.includes(key)) : [];
  let writes: NamedWrite<string>[] = [
    put({
      key: directoryKey.learner(id),
      user_id: id,
      username: learner.username,
      email: learner.email,
      name: learner.name,
    }),
    ...names.map(key => put({ key, user_id: id })),
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
    if (failed.size === 0) return;
    writes = writes.filter(({ name }) => !failed.has(name));
  }
}

function namesOf({ username, email }: KnownLearner): string[] {
  const keys = [directoryKey.username(username)];
  return email === '' ? keys : [...keys, directoryKey.email(email)];
}

function isSame(known: KnownLearner | undefined, { username, email, name }: KnownLearner): boolean {
  return known?.username === username && known.email === email && known.name === name;
}

function fromLearnerItem(item: Item): KnownLearner {
  return {
    id: number(item.user_id) ?? 0,
    username: text(item.username) ?? '',
    email: text(item.email) ?? '',
    name: text(item.name) ?? '',
  };
}
