import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { asIds, changeCoursesOf } from '../../src/store/courseStaff/courseStaff.ts';
import { DIRECTORY_PREFIX } from '../../src/store/directory/directoryKey.ts';
import { asText, type Item } from '../../src/store/dynamodb/item.ts';
import type { TableNames } from '../../src/store/dynamodb/tables.ts';

/**
 * Adds the courses whose staff earlier releases have stored to the lists of their users. Can be interrupted and repeated.
 * @returns the number of courses with staff
 */
export async function listCoursesOfStaff(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): Promise<number> {
  let courses = 0;
  let from: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tables.directory,
        ProjectionExpression: '#key, staff_user_ids',
        FilterExpression: 'begins_with(#key, :staff) AND attribute_exists(staff_user_ids)',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':staff': DIRECTORY_PREFIX.staff },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const { key, staff_user_ids } of page.Items ?? []) {
      const courseId = asText(key)?.slice(DIRECTORY_PREFIX.staff.length) ?? '';
      await changeCoursesOf(client, tables.directory, 'ADD', { courseId, userIds: asIds(staff_user_ids) });
      courses += 1;
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return courses;
}
