import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { OnboardingAttempts } from '../../usecases/ports/onboardingAttempts.ts';
import { readLiveCodes } from '../directory/codesOfLearner.ts';
import { fromCodeItem } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import { asNumber } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { fromAttemptItem } from './attemptItem.ts';

/** More than any learner has, unless a script creates practice attempts. */
const MAX_CODES_OF_A_LEARNER = 1000;

/** Attempts of many learners, by the directory. */
export function createOnboardingAttempts(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'directory'>,
): OnboardingAttempts {
  const readAttempts = async (userIds: readonly number[], ids: readonly number[]) => {
    const keys = [...new Set(ids)].map(attempt_id => ({ attempt_id }));
    const items = await batchGetAll(client, tables.attempts, keys);
    const learners = new Set(userIds);
    return items.map(fromAttemptItem).filter(({ user }) => learners.has(user.id));
  };
  return {
    async currentOf(userIds, examIds) {
      const keys = userIds.flatMap(userId => examIds.map(examId => ({ key: directoryKey.pair(examId, userId) })));
      const slots = await batchGetAll(client, tables.directory, keys);
      const attemptIds = slots.flatMap(({ attempt_id }) => asNumber(attempt_id) ?? []);
      return readAttempts(userIds, attemptIds);
    },

    async allOf(userIds, matches) {
      const codes = await readLiveCodes(client, tables.directory, userIds, MAX_CODES_OF_A_LEARNER);
      const created = codes.map(item => fromCodeItem(item).attempt).filter(matches);
      return readAttempts(
        userIds,
        created.map(({ attemptId }) => attemptId),
      );
    },
  };
}
