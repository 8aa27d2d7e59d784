import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CourseStaffStore } from '../../usecases/ports/courseStaffStore.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import type { TableNames } from '../dynamodb/tables.ts';

/** One item of the directory for each course, with its staff as a set: adding and removing need no read and no condition. */
export function createCourseStaffStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): CourseStaffStore {
  const update = async (operation: 'ADD' | 'DELETE', courseId: string, userIds: ReadonlySet<number>) => {
    await client.send(
      new UpdateCommand({
        TableName: tables.directory,
        Key: { key: directoryKey.staff(courseId) },
        UpdateExpression: `${operation} staff_user_ids :ids`,
        ExpressionAttributeValues: { ':ids': userIds },
      }),
    );
  };
  return {
    async read(courseIds) {
      const keys = courseIds.map(courseId => ({ key: directoryKey.staff(courseId) }));
      const { [tables.directory]: items = [] } = await batchGet(client, { [tables.directory]: keys });
      const byKey = new Map(items.map(item => [item.key, item.staff_user_ids]));
      return new Map(courseIds.map(courseId => [courseId, toIds(byKey.get(directoryKey.staff(courseId)))]));
    },
    add: (courseId, userIds) => update('ADD', courseId, userIds),
    remove: (courseId, userIds) => update('DELETE', courseId, userIds),
  };
}

function toIds(value: unknown): ReadonlySet<number> {
  return value instanceof Set ? new Set([...value].map(Number)) : new Set();
}
