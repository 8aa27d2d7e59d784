import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Review, ReviewDelivery } from '../../domain/reviews/review.ts';
import { sortByVerdict } from '../../domain/reviews/reviewOrder.ts';
import type { ReviewReader } from '../../usecases/ports/reviewReader.ts';
import type { ReviewedAttempt, ReviewStore, StoredReview } from '../../usecases/ports/reviewStore.ts';
import { ATTEMPT, IN_PROGRESS_KEYS, INDEX_KEY } from '../attempts/attemptAttributes.ts';
import { assignFields, type Condition, unchangedCondition } from '../attempts/attemptChange.ts';
import { fromCodeItem, notErasedCheck } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { fromParts } from '../dynamodb/blobParts.ts';
import { isExpired, type RetentionDays } from '../dynamodb/expiry.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import { dynamodbType } from '../dynamodb/itemCodec.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import type { ReviewCipher } from './reviewCipher.ts';
import { dataOf, fromReviewItem, latestVersion, reviewPart, toReviewItems } from './reviewItem.ts';
import { queryNewestVersions, queryReviewParts, readComments } from './reviewParts.ts';

/** Records reviews: one batch read, one transaction. @param payloadDays retention of raw payloads */
export function createReviewStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'directory' | 'reviews'>,
  cipher: ReviewCipher,
  payloadDays: RetentionDays = null,
): ReviewStore {
  return {
    async lookUp(attemptCode) {
      const items = await batchGet(client, {
        [tables.directory]: [{ key: directoryKey.code(attemptCode) }],
        [tables.reviews]: [{ attempt_code: attemptCode, part: reviewPart.current }],
      });
      const [[entry] = [], [review] = []] = [items[tables.directory], items[tables.reviews]];
      return { entry: entry && fromCodeItem(entry), current: review && toStoredReview(review) };
    },

    async store(delivery, reviewed, context) {
      const failed = await transact(
        client,
        reviewWrites(tables, cipher, { delivery, reviewed, payloadDays, ...context }),
      );
      if (failed.has('erased')) return 'erased';
      return failed.size === 0 ? 'stored' : 'outdated';
    },
  };
}

/** The current review with its item, which becomes an earlier version when another review replaces it. */
type StoredReviewItem = StoredReview & { item: Item };

function toStoredReview(item: Item): StoredReviewItem {
  const digests = Array.isArray(item.digests) ? item.digests.filter(digest => typeof digest === 'string') : [];
  const [attemptId, verdictAt, receivedAt] = [
    asNumber(item.attempt_id),
    asText(item.verdict_at),
    asText(item.received_at),
  ];
  return { attemptId, verdictAt, receivedAt, digests, item };
}

type ReviewWrite = 'review' | 'attempt' | 'part' | 'erased';

function reviewWrites(
  tables: Pick<TableNames, 'attempts' | 'directory' | 'reviews'>,
  cipher: ReviewCipher,
  input: {
    delivery: ReviewDelivery;
    reviewed: ReviewedAttempt;
    receivedAt: string;
    current: StoredReview | undefined;
    isEarlier: boolean;
    payloadDays: RetentionDays;
  },
): NamedWrite<ReviewWrite>[] {
  const { delivery, reviewed, receivedAt, isEarlier, payloadDays } = input;
  const current = input.current as StoredReviewItem | undefined;
  const version = current ? latestVersion(current.item) + 1 : 1;
  const { review, parts } = toReviewItems(
    delivery,
    { reviewed, receivedAt, version, digests: current?.digests ?? [], payloadDays },
    cipher,
  );
  const put = (name: ReviewWrite, Item: Item, condition: object = {}): NamedWrite<ReviewWrite> => ({
    name,
    write: { Put: { TableName: tables.reviews, Item, ...condition } },
  });
  const notErased = {
    name: 'erased' as const,
    write: { ConditionCheck: notErasedCheck(tables.directory, reviewed.userId) },
  };
  const writes =
    current && isEarlier
      ? [
          // The current review records the digest and the number of the delivery.
          put(
            'review',
            { ...current.item, digests: review.digests, latest_version: version },
            unchangedReviewCondition(current.item),
          ),
          { name: 'attempt' as const, write: attemptCheck(tables.attempts, reviewed) },
          put('part', earlierVersion(review, reviewed.attemptId)),
        ]
      : [
          put('review', review, current ? unchangedReviewCondition(current.item) : NO_REVIEW),
          { name: 'attempt' as const, write: attemptWrite(tables.attempts, reviewed) },
          ...(current ? [put('part', earlierVersion(current.item, reviewed.attemptId))] : []),
        ];
  return [...writes, ...parts.map(part => put('part', part)), ...(reviewed.isErased ? [] : [notErased])];
}

const NO_REVIEW = { ConditionExpression: 'attribute_not_exists(attempt_code)' };

/** Condition that the current review is as it was read: one anonymised meanwhile must not be stored again with its text. */
function unchangedReviewCondition(item: Item) {
  const { version, latest_version: latest } = item;
  const conditions = [
    'version = :version',
    latest === undefined ? 'attribute_not_exists(latest_version)' : 'latest_version = :latest',
    `attribute${item.retired === true ? '' : '_not'}_exists(retired)`,
  ];
  return {
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeValues: { ':version': version ?? 1, ...(latest !== undefined && { ':latest': latest }) },
  };
}

/** @param attemptId the attempt of the current review: reviews of the code's previous attempts stay listed in their courses */
function earlierVersion(item: Item, attemptId: number): Item {
  const { reviewed_in_course: listed, ...review } = item;
  const staysListed = listed !== undefined && item.attempt_id !== attemptId;
  const part = reviewPart.version(asNumber(item.version) ?? 1);
  return { ...review, part, ...(staysListed && { reviewed_in_course: listed }) };
}

/** Changes the status of a live attempt; of an archived one, checks that it is not live. */
function attemptWrite(table: string, reviewed: ReviewedAttempt): NamedWrite<ReviewWrite>['write'] {
  if (reviewed.isArchived) return attemptCheck(table, reviewed);
  const { change, attempt } = reviewed;
  const condition = liveCondition(reviewed);
  const assigned = assignFields(change.set);
  // By two: reads of an overdue attempt have shown the next version, of its time-out.
  const nextVersion = attempt ? ':next' : 'if_not_exists(#version, :zero) + :two';
  const removed = attempt?.cascadePending ? [INDEX_KEY.inProgressUserId] : IN_PROGRESS_KEYS;
  return {
    Update: {
      TableName: table,
      Key: { attempt_id: reviewed.attemptId },
      UpdateExpression: `SET ${assigned.set}, #version = ${nextVersion} REMOVE ${removed.join(', ')}`,
      ConditionExpression: condition.ConditionExpression,
      ExpressionAttributeNames: { ...condition.ExpressionAttributeNames, ...assigned.ExpressionAttributeNames },
      ExpressionAttributeValues: {
        ...condition.ExpressionAttributeValues,
        ...assigned.ExpressionAttributeValues,
        ...(attempt ? { ':next': attempt.version + 2 } : { ':zero': 0, ':two': 2 }),
      },
    },
  };
}

/** Check that the attempt is as it was read. */
function attemptCheck(table: string, reviewed: ReviewedAttempt): NamedWrite<ReviewWrite>['write'] {
  const condition = reviewed.isArchived
    ? { ConditionExpression: 'attribute_not_exists(attempt_id)' }
    : liveCondition(reviewed);
  return { ConditionCheck: { TableName: table, Key: { attempt_id: reviewed.attemptId }, ...condition } };
}

/** An attempt can stay unread if its version can be incremented, and if it leaves the schedule with the verdict. */
const UNREAD = {
  ConditionExpression: `(attribute_not_exists(#version) OR attribute_type(#version, :number)) AND attribute_not_exists(${ATTEMPT.cascadePending.name})`,
  ExpressionAttributeNames: { '#version': ATTEMPT.version.name },
  ExpressionAttributeValues: { ':number': dynamodbType(ATTEMPT.version) },
};

function liveCondition({ verifiedExternalId, attempt }: ReviewedAttempt & { isArchived: false }): Required<Condition> {
  const unchanged = attempt ? unchangedCondition(attempt) : UNREAD;
  const conditions = [
    'attribute_exists(attempt_id)',
    ...(verifiedExternalId === null ? [] : [`${ATTEMPT.externalId.name} = :proven`]),
    unchanged.ConditionExpression,
  ];
  return {
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: unchanged.ExpressionAttributeNames,
    ExpressionAttributeValues: {
      ...unchanged.ExpressionAttributeValues,
      ...(verifiedExternalId !== null && { ':proven': verifiedExternalId }),
    },
  };
}

/** Earlier versions that are read, by the newest deliveries. */
const MAX_VERSIONS = 100;

/** Reads the stored reviews and their payloads. */
export function createReviewReader(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'reviews'>,
  cipher: ReviewCipher,
): ReviewReader {
  const query = (attemptCode: string, prefix: string) => queryReviewParts(client, tables.reviews, attemptCode, prefix);
  const toReview = async (item: Item): Promise<Review> => ({
    ...fromReviewItem(item, cipher),
    comments: await readComments(client, tables.reviews, item),
  });

  return {
    async readVersions(attemptCode) {
      const current = await query(attemptCode, reviewPart.current);
      const isFirst = current.every(item => latestVersion(item) === 1);
      const earlier = isFirst ? [] : await queryNewestVersions(client, tables.reviews, attemptCode, MAX_VERSIONS);
      // A review that was current at the first read may be an earlier version by now.
      const read = new Set(current.map(item => item.version));
      const stored = [...current, ...earlier.filter(item => !read.has(item.version))];
      const reviews = await Promise.all(stored.map(toReview));
      // Counts unread versions as the oldest ones.
      const unread = Math.max(0, ...current.map(item => latestVersion(item) - stored.length));
      const byArrival = reviews.sort((a, b) => a.deliveryNumber - b.deliveryNumber);
      return sortByVerdict(byArrival)
        .map((review, index) => ({ ...review, version: index + 1 + unread }))
        .reverse();
    },

    async readPayload(attemptCode, deliveryNumber, now) {
      const parts = await query(attemptCode, reviewPart.payload(deliveryNumber));
      // DynamoDB deletes expired parts one by one, after a delay.
      const unexpired = parts.filter(({ expires_at }) => !isExpired(expires_at, now));
      return unexpired.length === 0 ? undefined : fromParts(unexpired.map(dataOf));
    },
  };
}
