import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { directoryKey } from '../../src/store/directory/directoryKey.ts';
import type { FreshStores } from './freshStores.ts';

/** The attributes that attempts did not have before 2026-11-27. */
const NEWER = ['watched_by', 'created_practice', 'created_proctored'];

/** Rewrites a stored attempt, and its claim, as an earlier release stored them. */
export async function makeOlder({ client, tables }: FreshStores, attempt: Attempt, newer = NEWER): Promise<void> {
  const names = Object.fromEntries(newer.map((name, index) => [`#n${index}`, name]));
  await client.send(
    new UpdateCommand({
      TableName: tables.attempts,
      Key: { attempt_id: attempt.attemptId },
      UpdateExpression: `REMOVE ${Object.keys(names).join(', ')}`,
      ExpressionAttributeNames: names,
    }),
  );
  await client.send(
    new UpdateCommand({
      TableName: tables.directory,
      Key: { key: directoryKey.code(attempt.attemptCode) },
      UpdateExpression: `REMOVE ${Object.keys(names)
        .map(name => `attempt.${name}`)
        .join(', ')}`,
      ExpressionAttributeNames: names,
    }),
  );
}
