import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CourseStaffChange, CourseStaffStore } from '../../usecases/ports/courseStaffStore.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import type { TableNames } from '../dynamodb/tables.ts';

/** One item of the directory for each course, with its staff as a set: adding and removing need no read and no condition. */
export function createCourseStaffStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): CourseStaffStore {
  const update = (
    operation: 'ADD' | 'DELETE',
    courseId: string,
    userIds: ReadonlySet<number>,
    { by, at }: CourseStaffChange,
  ) => ({
    TableName: tables.directory,
    Key: { key: directoryKey.staff(courseId) },
    UpdateExpression: `SET changed_by = :by, changed_at = :at ${operation} staff_user_ids :ids`,
    ExpressionAttributeValues: { ':ids': userIds, ':by': { role: by.role, user_id: by.userId }, ':at': at },
  });
  return {
    async read(courseIds) {
      const keys = courseIds.map(courseId => ({ key: directoryKey.staff(courseId) }));
      const { [tables.directory]: items = [] } = await batchGet(client, { [tables.directory]: keys });
      const byKey = new Map(items.map(item => [item.key, item.staff_user_ids]));
      return new Map(courseIds.map(courseId => [courseId, toIds(byKey.get(directoryKey.staff(courseId)))]));
    },
    async add(courseId, userIds, change) {
      await client.send(new UpdateCommand(update('ADD', courseId, userIds, change)));
    },
    async remove(courseId, userIds, change) {
      const ConditionExpression = 'attribute_exists(staff_user_ids)';
      try {
        await client.send(new UpdateCommand({ ...update('DELETE', courseId, userIds, change), ConditionExpression }));
      } catch (error) {
        // The course has no staff to remove.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

function toIds(value: unknown): ReadonlySet<number> {
  return value instanceof Set ? new Set([...value].map(Number)) : new Set();
}
