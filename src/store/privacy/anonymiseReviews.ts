import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { asNumber, type Item } from '../dynamodb/item.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import { anonymiseStoredComments, commentsOf, reviewPart } from '../reviews/reviewItem.ts';
import { queryReviewParts } from '../reviews/reviewParts.ts';

const CONCURRENCY = 5;
const RETRIES = { maxTries: 20, busy: 'Too many concurrent changes of a review of the learner. Try again.' };

/** Anonymises all versions of the reviews of the learner's attempts under a code: comments, links and payloads. */
export async function anonymiseReviews(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  userId: number,
): Promise<void> {
  const read = (prefix: string, attributes?: string) =>
    queryReviewParts(client, table, attemptCode, prefix, attributes);
  const anonymiseVersion = async (item: Item): Promise<boolean> => {
    const version = asNumber(item.version) ?? 1;
    const commentParts = item.comments === undefined ? await read(reviewPart.comments(version)) : [];
    const payload = await read(reviewPart.payload(version), 'attempt_code, part');
    return anonymiseReview(client, table, item, { commentParts, payload });
  };
  await deleteRejected(client, table, attemptCode, userId);
  await retryOnConflict(async () => {
    const versions = [...(await read(reviewPart.current)), ...(await read(reviewPart.version()))];
    const versionsOfLearner = versions.filter(item => item.learner_id === userId && item.retired !== true);
    if ((await mapInBatches(versionsOfLearner, CONCURRENCY, anonymiseVersion)).every(Boolean)) return;
    return CONFLICT;
  }, RETRIES);
}

/** Deletes rejected deliveries entirely. */
async function deleteRejected(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  userId: number,
): Promise<void> {
  const attributes = 'attempt_code, part, learner_id';
  const parts = await queryReviewParts(client, table, attemptCode, reviewPart.refusedReview(), attributes);
  const partsOfLearner = parts.filter(({ learner_id }) => learner_id === userId);
  await mapInBatches(partsOfLearner, CONCURRENCY, ({ attempt_code, part }) =>
    client.send(new DeleteCommand({ TableName: table, Key: { attempt_code, part } })),
  );
}

/** Anonymises the review and its parts in one transaction. @returns false if another review has replaced it */
async function anonymiseReview(
  client: DynamoDBDocumentClient,
  table: string,
  item: Item,
  { commentParts, payload }: { commentParts: readonly Item[]; payload: readonly Item[] },
): Promise<boolean> {
  const { attempt_code, part } = item;
  const anonymised = anonymiseStoredComments(item, commentsOf(item, commentParts));
  const obsolete = [...commentParts.slice(anonymised.parts.length), ...payload];
  const writes: NamedWrite<'review' | 'part'>[] = [
    {
      name: 'review',
      write: {
        Update: {
          TableName: table,
          Key: { attempt_code, part },
          UpdateExpression: `SET retired = :true${anonymised.inline ? ', comments = :comments' : ''} REMOVE video_link`,
          ConditionExpression: '#version = :version AND attempt_id = :attempt',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: {
            ':true': true,
            ':version': item.version,
            ':attempt': item.attempt_id,
            ...(anonymised.inline && { ':comments': anonymised.inline }),
          },
        },
      },
    },
    ...anonymised.parts.map(Item => ({ name: 'part' as const, write: { Put: { TableName: table, Item } } })),
    ...obsolete.map(obsoletePart => ({
      name: 'part' as const,
      write: { Delete: { TableName: table, Key: { attempt_code, part: obsoletePart.part } } },
    })),
  ];
  return (await transact(client, writes)).size === 0;
}
