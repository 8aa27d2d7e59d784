import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isPersonalAllowance } from '../../domain/privacy/personalData.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { asMap, asNumber, asText, type Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';
import { examEntry, listedAllowance } from '../exams/examItem.ts';

const CONCURRENCY = 10;
const RETRIES = { maxTries: 20, busy: 'Too many concurrent changes of an allowance of the learner. Try again.' };

/**
 * Anonymises the learner's allowances at an exam, the current ones first: a concurrent change stores a former version that is
 * anonymised already, or one that is read afterwards.
 */
export async function anonymiseAllowances(
  client: DynamoDBDocumentClient,
  table: string,
  examId: number,
  userId: number,
): Promise<void> {
  const read = (prefix: string) =>
    queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'exam_id = :exam AND begins_with(entry, :learner)',
      ExpressionAttributeValues: { ':exam': examId, ':learner': prefix },
      ConsistentRead: true,
    });
  await retryOnConflict(async () => {
    const current = await read(examEntry.allowances(userId));
    const isDone = await mapInBatches(current, CONCURRENCY, item =>
      replaceItem(client, table, item, anonymiseCurrent(item)),
    );
    if (!isDone.every(Boolean)) return CONFLICT;
    const former = await read(examEntry.formerAllowances(userId));
    await mapInBatches(former, CONCURRENCY, item => replaceItem(client, table, item, anonymiseFormer(item)));
    return;
  }, RETRIES);
}

function anonymiseFormer(item: Item): Item {
  const value = isPersonalAllowance(asText(item.key) ?? '') ? '' : item.value;
  const { reason: _, ...set_by } = asMap(item.set_by) ?? {};
  return { ...item, username: '', email: '', value, ...(item.set_by !== undefined && { set_by }) };
}

/** The course's list is sorted by username, so the index attribute changes as well. */
function anonymiseCurrent(item: Item): Item {
  const [userId, examId, key] = [asNumber(item.user_id) ?? 0, asNumber(item.exam_id) ?? 0, asText(item.key) ?? ''];
  return { ...anonymiseFormer(item), listed_as: listedAllowance('', { userId, examId, key }) };
}

/**
 * Increments the version of a current allowance, like every write, so that concurrent writers conflict.
 * @returns false after a conflict
 */
async function replaceItem(
  client: DynamoDBDocumentClient,
  table: string,
  item: Item,
  anonymised: Item,
): Promise<boolean> {
  if (isDeepStrictEqual(anonymised, item)) return true;
  const { exam_id, entry, username, email, value, set_by, listed_as } = anonymised;
  const version = asNumber(item.version) ?? 0;
  const isListed = listed_as !== undefined;
  const outcome = await conditionalUpdate(client, {
    TableName: table,
    Key: { exam_id, entry },
    UpdateExpression: `SET username = :username, email = :email, #value = :value${set_by === undefined ? '' : ', set_by = :author'}${isListed ? ', listed_as = :listed, #version = :next' : ''}`,
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#value': 'value', '#version': 'version' },
    ExpressionAttributeValues: {
      ':username': username,
      ':email': email,
      ':value': value,
      ':version': version,
      ...(set_by !== undefined && { ':author': set_by }),
      ...(isListed && { ':listed': listed_as, ':next': version + 1 }),
    },
  });
  return !outcome.failed;
}
