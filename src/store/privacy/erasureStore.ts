import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { ErasureStore, PersonalDataLocation } from '../../usecases/ports/erasureStore.ts';
import { DIRECTORY_PREFIX, directoryKey } from '../directory/directoryKey.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate, type NamedWrite, transact } from '../dynamodb/transact.ts';
import { eraseEnrolment } from '../enrolments/enrolments.ts';
import { anonymiseAllowances } from './anonymiseAllowances.ts';
import { anonymiseAttempts } from './anonymiseAttempts.ts';
import { anonymiseHistory } from './anonymiseHistory.ts';
import { anonymiseNotes } from './anonymiseNotes.ts';
import { anonymiseReviews } from './anonymiseReviews.ts';
import { anonymiseTimeJobs } from './anonymiseTimeJobs.ts';

/** DynamoDB documents a fraction of a second for the usual propagation to an index. */
const INDEX_LAG_SECONDS = 2;

/** Finds the data of a learner by the indexes `by_learner`, and anonymises them. */
export function createErasureStore(
  client: DynamoDBDocumentClient,
  tables: TableNames,
  indexLagSeconds = INDEX_LAG_SECONDS,
): ErasureStore {
  return {
    indexLagSeconds,

    async mark(userId, at) {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: tables.directory,
          Key: { key: directoryKey.retired(userId) },
          UpdateExpression: 'SET retired_at = if_not_exists(retired_at, :at)',
          ExpressionAttributeValues: { ':at': at },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return { markedAt: asText(Attributes?.retired_at) ?? at, doneUpTo: asText(Attributes?.done_up_to) };
    },

    async saveProgress(userId, doneUpTo) {
      await client.send(
        new UpdateCommand({
          TableName: tables.directory,
          Key: { key: directoryKey.retired(userId) },
          ...(doneUpTo === null
            ? { UpdateExpression: 'REMOVE done_up_to' }
            : { UpdateExpression: 'SET done_up_to = :at', ExpressionAttributeValues: { ':at': doneUpTo } }),
        }),
      );
    },

    deleteAliases: userId => deleteAliases(client, tables.directory, userId),

    async findPersonalData(userId) {
      const [entries, allowances] = await Promise.all([
        queryByLearner(client, tables.directory, 'learner_id', userId),
        queryByLearner(client, tables.exams, 'user_id', userId),
      ]);
      const exams = new Set(allowances.flatMap(({ exam_id }) => asNumber(exam_id) ?? []));
      const locations = entries.map(({ key }) => toLocation(userId, asText(key) ?? ''));
      return [...locations, ...[...exams].map(examId => ({ kind: 'allowances', examId }) as const)];
    },

    async anonymise(userId, location, write) {
      if (location.kind === 'allowances') {
        await anonymiseAllowances(client, tables.exams, location.examId, userId);
        return anonymiseTimeJobs(client, tables.exams, location.examId, userId);
      }
      if (location.kind === 'entry') return anonymiseEntry(client, tables.directory, userId, location.key);
      // Attempts first: history and reviews written from the attempt before that are stored by then.
      await anonymiseAttempts(client, tables, { userId, ...location, ...write });
      await anonymiseHistory(client, tables.history, location.attemptCode, userId);
      await anonymiseReviews(client, tables.reviews, location.attemptCode, userId);
      await anonymiseNotes(client, tables.records, location.attemptCode, userId);
    },
  };
}

function queryByLearner(client: DynamoDBDocumentClient, table: string, attribute: string, userId: number) {
  return queryAll(client, {
    TableName: table,
    IndexName: 'by_learner',
    KeyConditionExpression: '#learner = :id',
    ExpressionAttributeNames: { '#learner': attribute },
    ExpressionAttributeValues: { ':id': userId },
  });
}

function toLocation(userId: number, key: string): PersonalDataLocation {
  for (const prefix of [DIRECTORY_PREFIX.code, directoryKey.formerly(userId, '')]) {
    if (key.startsWith(prefix)) return { kind: 'code', attemptCode: key.slice(prefix.length) };
  }
  return { kind: 'entry', key };
}

/** Removes the reason of a tombstone, or deletes an enrolment or an abandoned registration with a vendor. */
async function anonymiseEntry(
  client: DynamoDBDocumentClient,
  table: string,
  userId: number,
  key: string,
): Promise<void> {
  const enrolment = directoryKey.enrolled(userId, '');
  if (key.startsWith(enrolment)) return eraseEnrolment(client, table, userId, key.slice(enrolment.length));
  if (key.startsWith(DIRECTORY_PREFIX.vendor)) {
    await client.send(new DeleteCommand({ TableName: table, Key: { key } }));
  } else {
    // A failed condition means that there is no reason.
    await conditionalUpdate(client, {
      TableName: table,
      Key: { key },
      UpdateExpression: 'REMOVE #removal.#reason',
      ConditionExpression: 'attribute_exists(#removal.#reason)',
      ExpressionAttributeNames: { '#removal': 'removal', '#reason': 'reason' },
    });
  }
}

const RETRIES = { maxTries: 20, busy: 'Too many concurrent changes of the learner. Try again.' };

/** Deletes the learner's entry, and those of the username and the email unless another learner has them by now. */
async function deleteAliases(client: DynamoDBDocumentClient, table: string, userId: number): Promise<void> {
  const Key = { key: directoryKey.learner(userId) };
  await retryOnConflict(async () => {
    const { Item: learner } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    if (!learner || (await tryToDeleteAliases(client, table, learner, userId))) return;
    return CONFLICT;
  }, RETRIES);
}

/** @returns false if the learner has changed since */
async function tryToDeleteAliases(client: DynamoDBDocumentClient, table: string, learner: Item, userId: number) {
  const [username, email] = [asText(learner.username), asText(learner.email)];
  const names = [username && directoryKey.username(username), email && directoryKey.email(email)];
  let writes: NamedWrite<string>[] = [
    deletion(table, directoryKey.learner(userId), '#version = :value', { version: learner.version }),
    ...names.flatMap(key => (key ? [deletion(table, key, '#user_id = :value', { user_id: userId })] : [])),
  ];
  for (;;) {
    const failed = await transact(client, writes);
    if (failed.size === 0) return true;
    if (failed.has(directoryKey.learner(userId))) return false;
    writes = writes.filter(({ name }) => !failed.has(name));
  }
}

function deletion(table: string, key: string, ConditionExpression: string, condition: Item): NamedWrite<string> {
  const [[name, value]] = Object.entries(condition) as [[string, unknown]];
  return {
    name: key,
    write: {
      Delete: {
        TableName: table,
        Key: { key },
        ConditionExpression,
        ExpressionAttributeNames: { [`#${name}`]: name },
        ExpressionAttributeValues: { ':value': value },
      },
    },
  };
}
