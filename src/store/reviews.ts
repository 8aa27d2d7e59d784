import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Actor } from '../domain/actors.ts';
import type { ReviewArchive } from '../domain/reviews/readReview.ts';
import type { Review, ReviewDelivery } from '../domain/reviews/review.ts';
import type { KeptReview, ReviewedAttempt, ReviewIntake } from '../domain/reviews/takeReview.ts';
import { stillIs } from './attemptChange.ts';
import { IN_PROGRESS_KEYS, toChangeItem } from './attemptItem.ts';
import { batchGet } from './batchGet.ts';
import { directoryKey, fromCodeItem, isNotRetired } from './directoryItem.ts';
import type { RetentionDays } from './expiry.ts';
import { type Item, number } from './item.ts';
import { fromParts } from './parts.ts';
import { dataOf, fromReviewItem, reviewPart, toReviewItems } from './reviewItem.ts';
import { queryReviewParts, readComments } from './reviewParts.ts';
import type { TableNames } from './tables.ts';
import { type NamedWrite, transact } from './transaction.ts';
import type { VideoLinkCipher } from './videoLinkCipher.ts';

/** Taking reviews in: one read round trip, one transaction. @param payloadDays how long raw payloads are kept */
export function createReviewIntake(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'directory' | 'reviews'>,
  cipher: VideoLinkCipher,
  payloadDays: RetentionDays = null,
): ReviewIntake {
  return {
    async lookUp(attemptCode) {
      const found = await batchGet(client, {
        [tables.directory]: [{ key: directoryKey.code(attemptCode) }],
        [tables.reviews]: [{ attempt_code: attemptCode, part: reviewPart.current }],
      });
      const [[entry] = [], [review] = []] = [found[tables.directory], found[tables.reviews]];
      return { entry: entry && fromCodeItem(entry), kept: review && toKept(review) };
    },

    async store(delivery, reviewed, more) {
      const failed = await transact(client, reviewWrites(tables, cipher, { delivery, reviewed, payloadDays, ...more }));
      if (failed.has('retired')) return 'retired';
      return failed.size === 0 ? 'stored' : 'outdated';
    },
  };
}

/** A kept review with its stored item, which becomes an earlier version when another review replaces it. */
type KeptItem = KeptReview & { item: Item };

function toKept(item: Item): KeptItem {
  const digests = Array.isArray(item.digests) ? item.digests.filter(one => typeof one === 'string') : [];
  return { version: number(item.version) ?? 1, digests, item };
}

type ReviewWrite = 'review' | 'attempt' | 'part' | 'retired';

/** All that storing a review writes. */
function reviewWrites(
  tables: Pick<TableNames, 'attempts' | 'directory' | 'reviews'>,
  cipher: VideoLinkCipher,
  given: {
    delivery: ReviewDelivery;
    reviewed: ReviewedAttempt;
    receivedAt: string;
    by: Actor;
    replaced: KeptReview | undefined;
    payloadDays: RetentionDays;
  },
): NamedWrite<ReviewWrite>[] {
  const { delivery, reviewed, receivedAt, by, replaced, payloadDays } = given;
  const version = (replaced?.version ?? 0) + 1;
  const { review, parts } = toReviewItems(
    delivery,
    { reviewed, receivedAt, version, digests: replaced?.digests ?? [], payloadDays },
    cipher,
  );
  const put = (name: ReviewWrite, Item: Item, condition: object = {}): NamedWrite<ReviewWrite> => ({
    name,
    write: { Put: { TableName: tables.reviews, Item, ...condition } },
  });
  const notRetired = {
    name: 'retired' as const,
    write: { ConditionCheck: isNotRetired(tables.directory, reviewed.userId) },
  };
  return [
    put('review', review, onlyIfReplacing(replaced)),
    { name: 'attempt', write: attemptWrite(tables.attempts, reviewed, { receivedAt, by }) },
    ...parts.map(part => put('part', part)),
    ...(replaced ? [put('part', earlierVersion(replaced as KeptItem, reviewed.attemptId))] : []),
    ...(reviewed.isRetired ? [] : [notRetired]),
  ];
}

function onlyIfReplacing(replaced: KeptReview | undefined) {
  if (!replaced) return { ConditionExpression: 'attribute_not_exists(attempt_code)' };
  const { item, version } = replaced as KeptItem;
  return {
    // As it was read: one blanked meanwhile must not become an earlier version with all that was in it.
    ConditionExpression: `version = :replaced AND attribute${item.retired === true ? '' : '_not'}_exists(retired)`,
    ExpressionAttributeValues: { ':replaced': version },
  };
}

/** @param attemptId whose review replaces it: an attempt that had the code before keeps its own in the list of its course */
function earlierVersion({ item, version }: KeptItem, attemptId: number): Item {
  const { reviewed_in_course: listed, ...kept } = item;
  const staysListed = listed !== undefined && item.attempt_id !== attemptId;
  return { ...kept, part: reviewPart.version(version), ...(staysListed && { reviewed_in_course: listed }) };
}

/** A live attempt gets its status; an archived one is only checked to be gone. */
function attemptWrite(
  table: string,
  reviewed: ReviewedAttempt,
  { receivedAt, by }: { receivedAt: string; by: Actor },
): NamedWrite<ReviewWrite>['write'] {
  const attempt = { TableName: table, Key: { attempt_id: reviewed.attemptId } };
  if (reviewed.isArchived) {
    return { ConditionCheck: { ...attempt, ConditionExpression: 'attribute_not_exists(attempt_id)' } };
  }
  const { provenExternalId, verdict, read, foundError } = reviewed;
  const unchanged = read && stillIs(read);
  const conditions = [
    'attribute_exists(attempt_id)',
    ...(provenExternalId === null ? [] : ['external_id = :proven']),
    // What is not read is counted up blindly, and that takes a number.
    unchanged?.ConditionExpression ?? '(attribute_not_exists(#version) OR attribute_type(#version, :number))',
  ];
  const left = foundError?.timeRemainingSeconds ?? null;
  const set = [
    ...['#status = :status', 'modified = :now', 'last_change = :change'],
    ...(foundError ? ['is_resumable = :resumable'] : []),
    ...(left === null ? [] : ['time_remaining_seconds = :left']),
  ];
  const nextVersion = read ? ':next' : 'if_not_exists(#version, :zero) + :one';
  return {
    Update: {
      ...attempt,
      UpdateExpression: `SET ${set.join(', ')}, #version = ${nextVersion} REMOVE ${[...IN_PROGRESS_KEYS, 'cascade_pending'].join(', ')}`,
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
      ExpressionAttributeValues: {
        ':status': verdict,
        ':now': receivedAt,
        ':change': toChangeItem({ by, reason: null }),
        ...(read ? { ':next': read.version + 1 } : { ':zero': 0, ':one': 1, ':number': 'N' }),
        ...(provenExternalId !== null && { ':proven': provenExternalId }),
        ...(foundError && { ':resumable': foundError.isResumable }),
        ...(left !== null && { ':left': left }),
        ...unchanged?.ExpressionAttributeValues,
      },
    },
  };
}

/** Reading what was stored. */
export function createReviewArchive(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'reviews'>,
  cipher: VideoLinkCipher,
): ReviewArchive {
  const query = (attemptCode: string, prefix: string) => queryReviewParts(client, tables.reviews, attemptCode, prefix);
  const toReview = async (item: Item): Promise<Review> => ({
    ...fromReviewItem(item, cipher),
    comments: await readComments(client, tables.reviews, item),
  });

  return {
    async readVersions(attemptCode) {
      const current = await query(attemptCode, reviewPart.current);
      const isFirst = current.every(item => number(item.version) === 1);
      const kept = isFirst ? [] : await query(attemptCode, reviewPart.version());
      // What was current a moment ago may stand among them by now.
      const read = new Set(current.map(item => item.version));
      const earlier = kept.filter(item => !read.has(item.version)).reverse();
      return Promise.all([...current, ...earlier].map(toReview));
    },

    async readPayload(attemptCode, version, now) {
      const parts = await query(attemptCode, reviewPart.payload(version));
      // DynamoDB deletes what is over part by part, and in its own time.
      const kept = parts.filter(({ expires_at: end }) => !(Number(end) * 1000 <= Date.parse(now)));
      return kept.length === 0 ? undefined : fromParts(kept.map(dataOf));
    },
  };
}
