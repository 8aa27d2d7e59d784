import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { RejectedReview, RejectedReviews, RejectionOutcome } from '../../usecases/ports/rejectedReviews.ts';
import { notRetiredCheck } from '../directory/directoryItem.ts';
import { fromParts, toParts } from '../dynamodb/blobParts.ts';
import { expiresAt } from '../dynamodb/expiry.ts';
import { asMap, asNumber, asText, type Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import type { ReviewCipher } from './reviewCipher.ts';
import { dataOf, MAX_PARTS_BYTES, reviewPart } from './reviewItem.ts';

const RETENTION_DAYS = 14;
/** Limit per attempt and backend, apart for proven and unproven senders. */
const MAX_PER_SENDER = 10;
const RETRIES = { maxTries: 100, busy: 'Too many concurrent reviews of this attempt. Send it again.' };

/** Rejected reviews in the partition of their attempt code, with an index item for each sender. */
export function createRejectedReviews(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory' | 'reviews'>,
  cipher: ReviewCipher,
): RejectedReviews {
  /** A conflict: another rejected review of the same sender was stored since the index was read. */
  const tryToStore = async (review: RejectedReview): Promise<RejectionOutcome | typeof CONFLICT> => {
    const { attemptCode, learnerId, receivedAt, bytes } = review;
    const digest = createHash('sha256').update(bytes).digest('hex');
    const index = await readIndex(client, tables.reviews, attemptCode, senderOf(review));
    const stored = storedDeliveries(index, receivedAt);
    if (stored.has(digest)) return 'kept';
    if (stored.size >= MAX_PER_SENDER) return 'full';
    const items = toItems(review, digest, cipher);
    if (sizeOf(items) > MAX_PARTS_BYTES) return 'too_large';
    const after = new Map([...stored, [digest, endOf(review)]]);
    const puts = [
      toPut(tables.reviews, toIndex(review, after), unchangedCondition(index)),
      ...items.map(item => toPut(tables.reviews, item)),
    ];
    const notRetired = { ConditionCheck: notRetiredCheck(tables.directory, learnerId) };
    const failed = await transact(client, [{ name: 'retired' as const, write: notRetired }, ...puts]);
    if (failed.has('retired')) return 'retired';
    return failed.size === 0 ? 'kept' : CONFLICT;
  };

  return {
    store: review => retryOnConflict(() => tryToStore(review), RETRIES),
  };
}

function toPut(TableName: string, Item: Item, condition: object = {}): NamedWrite<'put'> {
  return { name: 'put', write: { Put: { TableName, Item, ...condition } } };
}

function sizeOf(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + dataOf(item).length, 0);
}

/** Identifies the sender and the attempt, so that no sender exhausts another one's limit. */
function senderOf({ attemptId, backend, isProven }: RejectedReview): string {
  return createHash('sha256')
    .update(JSON.stringify([attemptId, backend, isProven]))
    .digest('hex')
    .slice(0, 32);
}

function endOf({ receivedAt }: RejectedReview): number {
  return expiresAt(receivedAt, RETENTION_DAYS) ?? 0;
}

async function readIndex(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  sender: string,
): Promise<Item | undefined> {
  const [index] = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'attempt_code = :code AND part = :part',
    ExpressionAttributeValues: { ':code': attemptCode, ':part': reviewPart.rejected(sender) },
    ConsistentRead: true,
  });
  return index;
}

/** The digests of the unexpired deliveries of an index, with their expiry. */
function storedDeliveries(index: Item | undefined, now: string): Map<string, number> {
  const entries = Object.entries(asMap(index?.deliveries) ?? {}).map(
    ([digest, end]) => [digest, asNumber(end) ?? 0] as const,
  );
  return new Map(entries.filter(([, end]) => end * 1000 > Date.parse(now)));
}

function toIndex(review: RejectedReview, stored: ReadonlyMap<string, number>): Item {
  return {
    attempt_code: review.attemptCode,
    part: reviewPart.rejected(senderOf(review)),
    learner_id: review.learnerId,
    deliveries: Object.fromEntries(stored),
    expires_at: endOf(review),
  };
}

function unchangedCondition(index: Item | undefined) {
  if (!index) return { ConditionExpression: 'attribute_not_exists(attempt_code)' };
  return { ConditionExpression: 'deliveries = :read', ExpressionAttributeValues: { ':read': index.deliveries } };
}

function toItems(review: RejectedReview, digest: string, cipher: ReviewCipher): Item[] {
  const { attemptCode, attemptId, learnerId, externalId, backend, isProven, receivedAt, verdictAt, bytes } = review;
  return toParts(bytes).map((part, index) => ({
    attempt_code: attemptCode,
    part: reviewPart.rejected(senderOf(review), digest, index),
    attempt_id: attemptId,
    learner_id: learnerId,
    ...(externalId !== null && { external_id: externalId }),
    backend,
    is_proven: isProven,
    received_at: receivedAt,
    ...(verdictAt !== null && { verdict_at: verdictAt }),
    data: cipher.encryptBytes(part, attemptCode),
    expires_at: endOf(review),
  }));
}

/** A stored rejected review; `bytes` is null if no configured key decrypts it. */
export interface StoredRejectedReview extends Omit<RejectedReview, 'bytes'> {
  digest: string;
  bytes: Uint8Array | null;
  keys: { attempt_code: string; part: string }[];
  /** The key of the index item that lists it. */
  index: { attempt_code: string; part: string };
}

/** The unexpired rejected reviews among items of the reviews table, oldest first. */
export function toRejectedReviews(items: readonly Item[], cipher: ReviewCipher, now: string): StoredRejectedReview[] {
  const live = items.filter(({ data, expires_at: end }) => data !== undefined && Number(end) * 1000 > Date.parse(now));
  const groups = Map.groupBy(live, item => JSON.stringify([item.attempt_code, keyPartsOf(item)]));
  return [...groups.values()]
    .flatMap(([first, ...others]) => (first ? [toRejectedReview(first, [first, ...others], cipher)] : []))
    .sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
}

function keyPartsOf(item: Item): [sender: string, digest: string] {
  const [, sender = '', digest = ''] = (asText(item.part) ?? '').split('#');
  return [sender, digest];
}

function toRejectedReview(first: Item, items: readonly Item[], cipher: ReviewCipher): StoredRejectedReview {
  const attemptCode = asText(first.attempt_code) ?? '';
  const [sender, digest] = keyPartsOf(first);
  const parts = items.toSorted((a, b) => (String(a.part) < String(b.part) ? -1 : 1));
  const decrypted = parts.map(part => cipher.decryptBytes(dataOf(part), attemptCode));
  const data = decrypted.filter(part => part !== null);
  return {
    attemptCode,
    attemptId: asNumber(first.attempt_id) ?? 0,
    learnerId: asNumber(first.learner_id) ?? 0,
    externalId: asText(first.external_id),
    backend: asText(first.backend) ?? '',
    isProven: first.is_proven === true,
    receivedAt: asText(first.received_at) ?? '',
    verdictAt: asText(first.verdict_at),
    digest,
    bytes: data.length < decrypted.length ? null : fromParts(data),
    keys: parts.map(part => ({ attempt_code: attemptCode, part: asText(part.part) ?? '' })),
    index: { attempt_code: attemptCode, part: reviewPart.rejected(sender) },
  };
}
