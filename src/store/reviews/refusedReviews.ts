import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { RefusedReview, RefusedReviewOutcome, RefusedReviews } from '../../usecases/ports/refusedReviews.ts';
import { notErasedCheck } from '../directory/directoryItem.ts';
import { fromParts, toParts } from '../dynamodb/blobParts.ts';
import { expiresAt, isExpired } from '../dynamodb/expiry.ts';
import { asMap, asNumber, asText, type Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import type { ReviewCipher } from './reviewCipher.ts';
import { dataOf, MAX_PARTS_BYTES, reviewPart } from './reviewItem.ts';

const RETENTION_DAYS = 14;
/** Limit per attempt, backend and proof. */
const MAX_PER_QUOTA = 10;
/** No pause between tries: each reads again, and `transact` already backs off. */
const RETRIES = { maxTries: 100, busy: 'Too many concurrent reviews of this attempt. Send the review again.' };

/** Refused reviews in the partition of their attempt code, with a manifest item for each quota. */
export function createRefusedReviews(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory' | 'reviews'>,
  cipher: ReviewCipher,
): RefusedReviews {
  /** @returns CONFLICT if another review of the same quota was stored meanwhile */
  const tryToStore = async (review: RefusedReview): Promise<RefusedReviewOutcome | typeof CONFLICT> => {
    const { attemptCode, learnerId, receivedAt, bytes } = review;
    const digest = createHash('sha256').update(bytes).digest('hex');
    const manifest = await readManifest(client, tables.reviews, attemptCode, quotaKey(review));
    const stored = storedDeliveries(manifest, receivedAt);
    if (stored.has(digest)) return 'stored';
    if (stored.size >= MAX_PER_QUOTA) return 'limit_reached';
    const items = toItems(review, digest, cipher);
    if (sizeOf(items) > MAX_PARTS_BYTES) return 'too_large';
    const after = new Map([...stored, [digest, expiryOf(review)]]);
    const puts = [
      toPut(tables.reviews, toManifest(review, after), unchangedCondition(manifest)),
      ...items.map(item => toPut(tables.reviews, item)),
    ];
    const notErased = { ConditionCheck: notErasedCheck(tables.directory, learnerId) };
    const failed = await transact(client, [{ name: 'erased' as const, write: notErased }, ...puts]);
    if (failed.has('erased')) return 'retired';
    return failed.size === 0 ? 'stored' : CONFLICT;
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

/** The quota of a review: one that cannot prove its sender does not exhaust the limit of others. */
function quotaKey({ attemptId, backend, isProven }: RefusedReview): string {
  return createHash('sha256')
    .update(JSON.stringify([attemptId, backend, isProven]))
    .digest('hex')
    .slice(0, 32);
}

function expiryOf({ receivedAt }: RefusedReview): number {
  return expiresAt(receivedAt, RETENTION_DAYS) ?? 0;
}

async function readManifest(
  client: DynamoDBDocumentClient,
  table: string,
  attemptCode: string,
  quota: string,
): Promise<Item | undefined> {
  const [manifest] = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'attempt_code = :code AND part = :part',
    ExpressionAttributeValues: { ':code': attemptCode, ':part': reviewPart.refusedReview(quota) },
    ConsistentRead: true,
  });
  return manifest;
}

/** The digests of the unexpired deliveries of a manifest, with their expiry. */
function storedDeliveries(manifest: Item | undefined, now: string): Map<string, number> {
  const entries = Object.entries(asMap(manifest?.deliveries) ?? {}).map(
    ([digest, expiry]) => [digest, asNumber(expiry) ?? 0] as const,
  );
  return new Map(entries.filter(([, expiry]) => !isExpired(expiry, now)));
}

function toManifest(review: RefusedReview, stored: ReadonlyMap<string, number>): Item {
  return {
    attempt_code: review.attemptCode,
    part: reviewPart.refusedReview(quotaKey(review)),
    learner_id: review.learnerId,
    deliveries: Object.fromEntries(stored),
    expires_at: expiryOf(review),
  };
}

function unchangedCondition(manifest: Item | undefined) {
  if (!manifest) return { ConditionExpression: 'attribute_not_exists(attempt_code)' };
  return { ConditionExpression: 'deliveries = :read', ExpressionAttributeValues: { ':read': manifest.deliveries } };
}

function toItems(review: RefusedReview, digest: string, cipher: ReviewCipher): Item[] {
  const { attemptCode, attemptId, learnerId, externalId, backend, isProven, receivedAt, verdictAt, bytes } = review;
  return toParts(bytes).map((part, index) => ({
    attempt_code: attemptCode,
    part: reviewPart.refusedReview(quotaKey(review), digest, index),
    attempt_id: attemptId,
    learner_id: learnerId,
    ...(externalId !== null && { external_id: externalId }),
    backend,
    is_proven: isProven,
    received_at: receivedAt,
    ...(verdictAt !== null && { verdict_at: verdictAt }),
    data: cipher.encryptBytes(part, attemptCode),
    expires_at: expiryOf(review),
  }));
}

/** A stored refused review; `bytes` is null if no configured key decrypts it. */
export interface StoredRefusedReview extends Omit<RefusedReview, 'bytes'> {
  digest: string;
  bytes: Uint8Array | null;
  keys: { attempt_code: string; part: string }[];
  /** The key of the manifest item that lists it. */
  manifest: { attempt_code: string; part: string };
}

/** The unexpired refused reviews among items of the reviews table, oldest first. */
export function toRefusedReviews(items: readonly Item[], cipher: ReviewCipher, now: string): StoredRefusedReview[] {
  const live = items.filter(({ data, expires_at }) => data !== undefined && !isExpired(expires_at, now));
  const groups = Map.groupBy(live, item => JSON.stringify([item.attempt_code, keyPartsOf(item)]));
  return [...groups.values()]
    .flatMap(([first, ...others]) => (first ? [toRefusedReview(first, [first, ...others], cipher)] : []))
    .sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
}

function keyPartsOf(item: Item): [quota: string, digest: string] {
  const [, quota = '', digest = ''] = (asText(item.part) ?? '').split('#');
  return [quota, digest];
}

function toRefusedReview(first: Item, items: readonly Item[], cipher: ReviewCipher): StoredRefusedReview {
  const attemptCode = asText(first.attempt_code) ?? '';
  const [quota, digest] = keyPartsOf(first);
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
    manifest: { attempt_code: attemptCode, part: reviewPart.refusedReview(quota) },
  };
}
