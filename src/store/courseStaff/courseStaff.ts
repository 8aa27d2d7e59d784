import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CourseStaffChange, CourseStaffStore } from '../../usecases/ports/courseStaffStore.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { toChangeItem } from '../dynamodb/changeItem.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';

/** One item of the directory for each course, with its staff as a set: concurrent additions and removals never conflict. */
export function createCourseStaffStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): CourseStaffStore {
  const write = (
    operation: 'ADD' | 'DELETE',
    courseId: string,
    userIds: ReadonlySet<number>,
    { by, at }: CourseStaffChange,
  ) => ({
    TableName: tables.directory,
    Key: { key: directoryKey.staff(courseId) },
    UpdateExpression: `SET changed_by = :by, changed_at = :at ${operation} staff_user_ids :ids`,
    ExpressionAttributeValues: { ':ids': userIds, ':by': toChangeItem({ by, reason: null }), ':at': at },
  });
  return {
    async read(courseIds) {
      const keys = courseIds.map(courseId => ({ key: directoryKey.staff(courseId) }));
      const { [tables.directory]: items = [] } = await batchGet(client, { [tables.directory]: keys });
      const byKey = new Map(items.map(item => [item.key, item.staff_user_ids]));
      return new Map(courseIds.map(courseId => [courseId, asIds(byKey.get(directoryKey.staff(courseId)))]));
    },
    async add(courseId, userIds, change) {
      await conditionalUpdate(client, write('ADD', courseId, userIds, change));
    },
    async remove(courseId, userIds, change) {
      // Of a course without staff no item is created.
      const ConditionExpression = 'attribute_exists(staff_user_ids)';
      await conditionalUpdate(client, { ...write('DELETE', courseId, userIds, change), ConditionExpression });
    },
  };
}

function asIds(value: unknown): ReadonlySet<number> {
  return value instanceof Set ? value : new Set();
}
