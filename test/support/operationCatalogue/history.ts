import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../../../src/store/dynamodb/item.ts';
import { aRecord } from '../streamRecords.ts';
import { type Course, type CreatedAttempt, createAttempt, remove } from './course.ts';

/** The attempt as DynamoDB has it. */
async function readItem({ service }: Course, attempt: CreatedAttempt): Promise<Item> {
  const { client, tables } = service;
  const { Item } = await client.send(new GetCommand({ TableName: tables.attempts, Key: { attempt_id: attempt.id } }));
  if (!Item) throw new Error(`attempt ${attempt.id} is not there`);
  return Item;
}

/** A removed attempt whose history is an item for each status that it took on, and its removal. */
export async function historyOf(course: Course, statuses: readonly string[]): Promise<CreatedAttempt> {
  const attempt = await createAttempt(course);
  const created = await readItem(course, attempt);
  const states = [created, ...statuses.map((status, index) => ({ ...created, status, version: index + 2 }))];
  const changes = states.slice(1).map((state, index) => aRecord(states[index], state));
  await remove(course, attempt);
  // As removed: the version is the one that the directory remembers the removal of.
  await course.service.deliver([...changes, aRecord({ ...states.at(-1), version: created.version }, undefined)]);
  return attempt;
}
