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
import { type NamedWrite, transact } from '../dynamodb/transact.ts';

/** Items of a course, which one batch reads. */
const SHARDS = 64;
/** Keeps an item below DynamoDB's 400 KB. */
export const MAX_ENROLMENTS_OF_A_SHARD = 5000;
const CONCURRENCY = 10;
/** A transaction has 100 writes: the shard's, and two for each learner. */
const LEARNERS_PER_TRANSACTION = 49;

const MODE_PREFIX = 'mode_';

/** The learners of one shard of a course. */
interface ShardChange {
  key: string;
  courseId: string;
  modes: Map<number, string>;
}

/**
 * The learners of a course are attributes of its shards, named by their ids. An entry for each enrolment leads
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
      const shards = byShard(enrolments);
      const stored = await readShards(
        shards.map(({ key }) => key),
        true,
      );
      for (const { key, courseId, modes } of shards) requireRoom(courseId, stored.get(key), modes);
      const changed = shards.flatMap(({ key, courseId, modes }) => {
        const before = stored.get(key);
        return [
          ...chunksOf(
            [...modes].filter(([userId, mode]) => before?.get(userId) !== mode),
            LEARNERS_PER_TRANSACTION,
          ),
        ].map(part => ({ key, courseId, modes: new Map(part) }));
      });
      await mapInBatches(changed, CONCURRENCY, change => store(client, table, change));
    },

    async withdraw(enrolments) {
      const parts = byShard(enrolments.map(enrolment => ({ ...enrolment, mode: '' }))).flatMap(
        ({ key, courseId, modes }) =>
          [...chunksOf([...modes.keys()], 2 * LEARNERS_PER_TRANSACTION)].map(userIds => ({ key, courseId, userIds })),
      );
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
  await withdrawFromShard(client, table, { key: keyOfShard(courseId, userId), courseId, userIds: [userId] });
}

/** Stores the modes without those of erased learners. */
async function store(client: DynamoDBDocumentClient, table: string, { key, courseId, modes }: ShardChange) {
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

function modesUpdate(table: string, key: string, modes: ReadonlyMap<number, string>) {
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
  // A failed condition means that nobody is enrolled there.
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

/** The last mode of a learner counts. */
function byShard(enrolments: readonly Enrolment[]): ShardChange[] {
  const shards = new Map<string, ShardChange>();
  for (const { courseId, userId, mode } of enrolments) {
    const key = keyOfShard(courseId, userId);
    const shard = shards.get(key) ?? { key, courseId, modes: new Map() };
    shard.modes.set(userId, mode);
    shards.set(key, shard);
  }
  return [...shards.values()];
}

function keyOfShard(courseId: string, userId: number): string {
  return directoryKey.enrolments(courseId, userId % SHARDS);
}

function modesOf(item: Item): Map<number, string> {
  return new Map(
    Object.entries(item).flatMap(([name, mode]) =>
      name.startsWith(MODE_PREFIX) ? [[Number(name.slice(MODE_PREFIX.length)), asText(mode) ?? ''] as const] : [],
    ),
  );
}

/** @throws DomainError `too_many_enrolments` */
function requireRoom(courseId: string, before: ReadonlyMap<number, string> = new Map(), added: Map<number, string>) {
  const size = new Set([...before.keys(), ...added.keys()]).size;
  if (size <= MAX_ENROLMENTS_OF_A_SHARD || size === before.size) return;
  throw new DomainError(
    'too_many_enrolments',
    `Course ${courseId} has too many learners: about ${SHARDS * MAX_ENROLMENTS_OF_A_SHARD} can be enrolled. Nothing was stored.`,
  );
}
