import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { LearnerNames } from '../../usecases/ports/learnerNames.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import { asNumber } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { fromRegisteredLearnerItem } from './learnerItem.ts';

export function createLearnerNames(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): LearnerNames {
  return {
    async of(userIds) {
      const keys = userIds.map(userId => ({ key: directoryKey.learner(userId) }));
      const items = await batchGetAll(client, tables.directory, keys, { isConsistent: false });
      const learners = items.flatMap(item => fromRegisteredLearnerItem(item) ?? []);
      return new Map(learners.map(learner => [learner.id, learner]));
    },

    async idOf(username) {
      const Key = { key: directoryKey.username(username) };
      const { Item } = await client.send(new GetCommand({ TableName: tables.directory, Key, ConsistentRead: true }));
      return asNumber(Item?.user_id) ?? undefined;
    },
  };
}
