import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CourseConfigs } from '../../usecases/ports/courseConfigs.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { toChangeItem } from '../dynamodb/changeItem.ts';
import { asText, withoutNulls } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';

/** One item of the directory for each course that has chosen; of concurrent choices the last one stays. */
export function createCourseConfigs(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): CourseConfigs {
  const toKey = (courseId: string) => ({ key: directoryKey.courseConfig(courseId) });
  return {
    async read(courseId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tables.directory, Key: toKey(courseId), ConsistentRead: true }),
      );
      return { backend: asText(Item?.backend), escalationEmail: asText(Item?.escalation_email) };
    },

    async save(courseId, { backend, escalationEmail }, { by, at }) {
      const fields = { backend, escalation_email: escalationEmail };
      const change = { changed_by: toChangeItem({ by, reason: null }), changed_at: at };
      await client.send(
        new PutCommand({
          TableName: tables.directory,
          Item: withoutNulls({ ...toKey(courseId), ...fields, ...change }),
        }),
      );
    },
  };
}
