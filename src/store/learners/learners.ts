import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { LearnerReference, LearnerStore } from '../../usecases/ports/learnerStore.ts';
import { notErasedCheck } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { asNumber } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { transact } from '../dynamodb/transact.ts';
import { fromRegisteredLearnerItem } from './learnerItem.ts';
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
    return Item && fromRegisteredLearnerItem(Item);
  };
  const resolve = async (reference: LearnerReference): Promise<number | undefined> => {
    if (typeof reference === 'number') return Number.isSafeInteger(reference) ? reference : undefined;
    const name = reference.trim();
    const [username, email] = [directoryKey.username(name), directoryKey.email(name)];
    const entries = await readAll([username, email]);
    const userId = asNumber((entries.get(username) ?? entries.get(email))?.user_id);
    return userId ?? (/^\d{1,16}$/.test(name) ? resolve(Number(name)) : undefined);
  };
  return {
    resolve,

    async find(reference) {
      const userId = await resolve(reference);
      return userId === undefined ? undefined : read(userId);
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
        { name: 'erased', write: { ConditionCheck: notErasedCheck(tables.directory, userId) } },
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

    async isErased(userId) {
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
