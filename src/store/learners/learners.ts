import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { LearnerStore } from '../../usecases/ports/learnerStore.ts';
import { notRetiredCheck } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { asNumber } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { transact } from '../dynamodb/transact.ts';
import { toKnownLearner } from './learnerItem.ts';
import { keysOf, readEntries, upsertLearner } from './learnerUpsert.ts';

const CONCURRENCY = 10;

/** Learners in the directory: by id, with entries that map usernames and emails to ids. */
export function createLearnerStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): LearnerStore {
  const readAll = (keys: readonly string[]) => readEntries(client, tables.directory, keys);
  const read = async (userId: number) => {
    const { Item } = await client.send(
      new GetCommand({ TableName: tables.directory, Key: { key: directoryKey.learner(userId) }, ConsistentRead: true }),
    );
    return Item && toKnownLearner(Item);
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
      const registered = await mapInBatches(latest, CONCURRENCY, input =>
        upsertLearner(client, tables.directory, input, { readBefore: entries, isRepair }),
      );
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
