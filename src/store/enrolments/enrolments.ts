import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DomainError } from '../../domain/errors.ts';
import { chunksOf } from '../../platform/chunksOf.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { Enrolment, EnrolmentStore } from '../../usecases/ports/enrolmentStore.ts';
import { notErasedCheck } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import { asText, type Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { MAX_TRANSACTION_WRITES, type NamedWrite, transact } from '../dynamodb/transact.ts';

/** Shards of a course: fewer than the 100 keys of a BatchGetItem. */
const SHARDS = 64;
/** Keeps an item below DynamoDB's 400 KB. */
export const MAX_ENROLMENTS_PER_SHARD = 5000;
const CONCURRENCY = 10;
/** Beside the shard's write two for each learner: their entry, and the check that they are not erased. */
const ENROLLED_PER_TRANSACTION = Math.floor((MAX_TRANSACTION_WRITES - 1) / 2);
/** Beside the shard's write one for each learner: their entry. */
const WITHDRAWN_PER_TRANSACTION = MAX_TRANSACTION_WRITES - 1;

const MODE_PREFIX = 'mode_';

type Modes = ReadonlyMap<number, string>;

/** The part of a request that concerns one shard. */
interface ShardRequest<Entry> {
  key: string;
  courseId: string;
  entries: Entry[];
}

/**
 * A shard is one item with an attribute `mode_<user id>` for each of its learners. An entry for each enrolment leads
 * an erasure to its course. Both are written in one transaction.
 */
export function createEnrolmentStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): EnrolmentStore {
  const table = tables.directory;
  const readShards = async (keys: readonly string[], isConsistent: boolean) => {
    const items = await batchGetAll(
      client,
      table,
      keys.map(key => ({ key })),
      { isConsistent },
    );
    return new Map(items.map(item => [asText(item.key) ?? '', modesOf(item)]));
  };
  return {
    async ofCourse(courseId, { isConsistent } = { isConsistent: true }) {
      const keys = Array.from({ length: SHARDS }, (_, shard) => directoryKey.enrolments(courseId, shard));
      const shards = await readShards(keys, isConsistent);
      return new Map([...shards.values()].flatMap(modes => [...modes]).sort(([a], [b]) => a - b));
    },

    async enrol(enrolments) {
      const shards = groupByShard(enrolments);
      const keys = shards.map(({ key }) => key);
      const stored = await readShards(keys, true);
      const changes = shards.flatMap(({ key, courseId, entries }) => {
        // The last mode of a learner counts.
        const modes = new Map(entries.map(({ userId, mode }) => [userId, mode]));
        const before = stored.get(key) ?? new Map();
        requireRoom(courseId, before, modes);
        const parts = [...chunksOf(changedModes(before, modes), ENROLLED_PER_TRANSACTION)];
        return parts.map(part => ({ key, courseId, modes: new Map(part) }));
      });
      await mapInBatches(changes, CONCURRENCY, change => storeModes(client, table, change));
    },

    async withdraw(enrolments) {
      const parts = groupByShard(enrolments).flatMap(({ key, courseId, entries }) => {
        const distinct = [...new Set(entries.map(({ userId }) => userId))];
        return [...chunksOf(distinct, WITHDRAWN_PER_TRANSACTION)].map(userIds => ({ key, courseId, userIds }));
      });
      await mapInBatches(parts, CONCURRENCY, part => withdrawFromShard(client, table, part));
    },
  };
}

/** Removes a learner from one course, for their erasure. */
export async function eraseEnrolment(
  client: DynamoDBDocumentClient,
  table: string,
  userId: number,
  courseId: string,
): Promise<void> {
  await withdrawFromShard(client, table, { key: shardKeyOfLearner(courseId, userId), courseId, userIds: [userId] });
}

/** Stores the modes without those of erased learners. */
async function storeModes(
  client: DynamoDBDocumentClient,
  table: string,
  { key, courseId, modes }: { key: string; courseId: string; modes: Modes },
): Promise<void> {
  const remaining = new Map(modes);
  while (remaining.size > 0) {
    const failed = await transact<string>(client, [
      { name: 'shard', write: { Update: modesUpdate(table, key, remaining) } },
      ...[...remaining.keys()].flatMap(userId => entryWrites(table, userId, courseId)),
    ]);
    if (failed.size === 0) return;
    for (const userId of remaining.keys()) if (failed.has(String(userId))) remaining.delete(userId);
  }
}

function entryWrites(table: string, userId: number, courseId: string): NamedWrite<string>[] {
  const Item = { key: directoryKey.enrolled(userId, courseId), learner_id: userId };
  return [
    { name: 'entry', write: { Put: { TableName: table, Item } } },
    { name: String(userId), write: { ConditionCheck: notErasedCheck(table, userId) } },
  ];
}

function modesUpdate(table: string, key: string, modes: Modes) {
  const entries = [...modes];
  return {
    TableName: table,
    Key: { key },
    UpdateExpression: `SET ${entries.map((_, index) => `#u${index} = :m${index}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(
      entries.map(([userId], index) => [`#u${index}`, `${MODE_PREFIX}${userId}`]),
    ),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, mode], index) => [`:m${index}`, mode])),
  };
}

async function withdrawFromShard(
  client: DynamoDBDocumentClient,
  table: string,
  { key, courseId, userIds }: { key: string; courseId: string; userIds: readonly number[] },
): Promise<void> {
  // The condition fails if the shard has no item: then none of them is enrolled.
  await transact<'shard' | 'entry'>(client, [
    {
      name: 'shard',
      write: {
        Update: {
          TableName: table,
          Key: { key },
          UpdateExpression: `REMOVE ${userIds.map((_, index) => `#u${index}`).join(', ')}`,
          ConditionExpression: 'attribute_exists(#key)',
          ExpressionAttributeNames: {
            '#key': 'key',
            ...Object.fromEntries(userIds.map((userId, index) => [`#u${index}`, `${MODE_PREFIX}${userId}`])),
          },
        },
      },
    },
    ...userIds.map(userId => ({
      name: 'entry' as const,
      write: { Delete: { TableName: table, Key: { key: directoryKey.enrolled(userId, courseId) } } },
    })),
  ]);
}

function groupByShard<Entry extends Pick<Enrolment, 'courseId' | 'userId'>>(
  entries: readonly Entry[],
): ShardRequest<Entry>[] {
  const shards = new Map<string, ShardRequest<Entry>>();
  for (const entry of entries) {
    const { courseId, userId } = entry;
    const key = shardKeyOfLearner(courseId, userId);
    const shard = shards.get(key) ?? { key, courseId, entries: [] };
    shard.entries.push(entry);
    shards.set(key, shard);
  }
  return [...shards.values()];
}

function shardKeyOfLearner(courseId: string, userId: number): string {
  return directoryKey.enrolments(courseId, userId % SHARDS);
}

function changedModes(before: Modes, modes: Modes): (readonly [userId: number, mode: string])[] {
  return [...modes].filter(([userId, mode]) => before.get(userId) !== mode);
}

function modesOf(item: Item): Map<number, string> {
  return new Map(
    Object.entries(item).flatMap(([name, mode]) =>
      name.startsWith(MODE_PREFIX) ? [[Number(name.slice(MODE_PREFIX.length)), asText(mode) ?? ''] as const] : [],
    ),
  );
}

/** @throws DomainError `too_many_enrolments` */
function requireRoom(courseId: string, before: Modes, added: Modes): void {
  const size = new Set([...before.keys(), ...added.keys()]).size;
  const addsNobody = size === before.size;
  if (addsNobody || size <= MAX_ENROLMENTS_PER_SHARD) return;
  throw new DomainError(
    'too_many_enrolments',
    `Course ${courseId} has too many learners: about ${SHARDS * MAX_ENROLMENTS_PER_SHARD} can be enrolled. Nothing was stored. Remove enrolments that have ended.`,
  );
}
