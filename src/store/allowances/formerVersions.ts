import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { pageOfChanges } from '../../domain/allowances/allowance.ts';
import { lowestId } from '../../domain/ids.ts';
import { type Instant, laterBy } from '../../domain/time.ts';
import { asText, type Item } from '../dynamodb/item.ts';
import { examEntry } from '../exams/examItem.ts';
import { changesIn } from './allowanceItem.ts';

/** The newest former versions of a learner's allowances at an exam, of which the changes before the cursor fill a page. */
interface FormerQuery {
  examId: number;
  userId: number;
  /** Changes of a page. */
  limit: number;
  cursor: Instant | undefined;
}

/** A machine whose clock is behind draws versions above the present one. */
const CLOCK_SKEW_SECONDS = 3600;
const HIGHEST = '9'.repeat(16);
/** The character after the separator `#`: entries with the prefix are below it. */
const AFTER_SEPARATOR = '$';
/** The part of an entry behind the key: the version. */
const VERSION_LENGTH = '#'.length + HIGHEST.length;

export async function readFormerVersions(
  client: DynamoDBDocumentClient,
  table: string,
  { examId, userId, limit, cursor }: FormerQuery,
): Promise<Item[]> {
  const prefix = examEntry.formerAllowances(userId);
  const readDown = async (from: string, to: string, maxItems: number) => {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'exam_id = :exam AND entry BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':exam': examId, ':from': from, ':to': to },
        ScanIndexForward: false,
        Limit: maxItems,
        ConsistentRead: true,
      }),
    );
    return { items: Items, isComplete: LastEvaluatedKey === undefined };
  };
  const newestOf = async (key: string) => {
    const from = `${prefix}${key}#`;
    const items: Item[] = [];
    let to = from + highestVersion(cursor);
    for (;;) {
      const page = await readDown(from, to, limit + 1);
      // The last one read is read again, as the bounds are part of the range.
      items.push(...page.items.filter(item => items.at(-1)?.entry !== item.entry));
      // Changes of one instant are on one page: all are read once an earlier change is.
      const { nextCursor } = pageOfChanges(items.flatMap(changesIn), limit, cursor);
      if (page.isComplete || nextCursor !== null) return items;
      to = asText(items.at(-1)?.entry) ?? from;
    }
  };

  const all = await readDown(prefix, `${prefix.slice(0, -1)}${AFTER_SEPARATOR}`, limit + 1);
  if (all.isComplete) return all.items;
  // More than a page: entries are in the order of their keys first, and the newest ones of each are merged.
  const versions: Item[] = [];
  let entry = asText(all.items[0]?.entry);
  while (entry !== null) {
    const key = entry.slice(prefix.length, -VERSION_LENGTH);
    versions.push(...(await newestOf(key)));
    const { items } = await readDown(prefix, `${prefix}${key}#`, 1);
    entry = asText(items[0]?.entry);
  }
  return versions;
}

function highestVersion(cursor: Instant | undefined): string {
  if (cursor === undefined) return HIGHEST;
  return String(lowestId(laterBy(cursor, CLOCK_SKEW_SECONDS))).padStart(HIGHEST.length, '0');
}
