import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { CourseStaffChange, CourseStaffStore } from '../../usecases/ports/courseStaffStore.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { toChangeItem } from '../dynamodb/changeItem.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';

/** Keeps the item below DynamoDB's 400 KB, and the check of its courses one call. */
const MAX_COURSES_LISTED = 100;
const CONCURRENCY = 20;

/**
 * One item of the directory for each course, with its staff as a set: concurrent changes never conflict. An item for each of
 * the users has their courses, and lacks none that is granted: additions write it first and last, removals read after it.
 */
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
  const read = async (courseIds: readonly string[]) => {
    const keys = courseIds.map(courseId => ({ key: directoryKey.staff(courseId) }));
    const { [tables.directory]: items = [] } = await batchGet(client, { [tables.directory]: keys });
    const byKey = new Map(items.map(item => [item.key, item.staff_user_ids]));
    return new Map(courseIds.map(courseId => [courseId, asIds(byKey.get(directoryKey.staff(courseId)))]));
  };
  return {
    read,

    async coursesOf(userId) {
      const Key = { key: directoryKey.staffCourses(userId) };
      const { [tables.directory]: [item] = [] } = await batchGet(client, { [tables.directory]: [Key] });
      return item?.course_ids instanceof Set ? [...item.course_ids].map(String).sort() : [];
    },

    async add(courseId, userIds, change) {
      await changeCoursesOf(client, tables.directory, 'ADD', { courseId, userIds });
      await conditionalUpdate(client, write('ADD', courseId, userIds, change));
      // A removal may have taken the course from their lists since.
      await changeCoursesOf(client, tables.directory, 'ADD', { courseId, userIds });
    },
    async remove(courseId, userIds, change) {
      // Of a course without staff no item is created.
      const ConditionExpression = 'attribute_exists(staff_user_ids)';
      await conditionalUpdate(client, { ...write('DELETE', courseId, userIds, change), ConditionExpression });
      await changeCoursesOf(client, tables.directory, 'DELETE', { courseId, userIds });
      const present = (await read([courseId])).get(courseId);
      const added = new Set([...userIds].filter(userId => present?.has(userId)));
      await changeCoursesOf(client, tables.directory, 'ADD', { courseId, userIds: added });
    },
  };
}

/** Adds the course to the lists of the users, or removes it. */
export async function changeCoursesOf(
  client: DynamoDBDocumentClient,
  table: string,
  operation: 'ADD' | 'DELETE',
  { courseId, userIds }: { courseId: string; userIds: ReadonlySet<number> },
): Promise<void> {
  const isAddition = operation === 'ADD';
  await mapInBatches([...userIds], CONCURRENCY, userId =>
    conditionalUpdate(client, {
      TableName: table,
      Key: { key: directoryKey.staffCourses(userId) },
      UpdateExpression: `${operation} course_ids :course`,
      ConditionExpression: isAddition
        ? 'attribute_not_exists(course_ids) OR size(course_ids) < :max'
        : 'attribute_exists(course_ids)',
      ExpressionAttributeValues: {
        ':course': new Set([courseId]),
        ...(isAddition && { ':max': MAX_COURSES_LISTED }),
      },
    }),
  );
}

export function asIds(value: unknown): ReadonlySet<number> {
  return value instanceof Set ? value : new Set();
}
