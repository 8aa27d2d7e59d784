import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RefusedReview, RefusedReviews } from '../domain/reviews/refusedReview.ts';
import { isNotRetired } from './directoryItem.ts';
import { expiresAt } from './expiry.ts';
import { type Item, number, text } from './item.ts';
import { fromParts, toParts } from './parts.ts';
import { queryAll } from './queryAll.ts';
import { dataOf, MAX_PARTS_BYTES, reviewPart } from './reviewItem.ts';
import type { TableNames } from './tables.ts';
import { type NamedWrite, transact } from './transaction.ts';
import type { VideoLinkCipher } from './videoLinkCipher.ts';

const RETENTION_DAYS = 14;
/** A bound against a sender who repeats refused reviews. */
const MAX_PER_ATTEMPT_CODE = 10;

/** Refused reviews beside the reviews of their attempt code, each under the digest of its bytes. */
export function createRefusedReviews(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory' | 'reviews'>,
  cipher: VideoLinkCipher,
): RefusedReviews {
  return {
    async keep(refused) {
      const { attemptCode, learnerId } = refused;
      const digest = createHash('sha256').update(refused.bytes).digest('hex');
      const stored = new Set((await queryKeys(client, tables.reviews, attemptCode)).map(digestOf));
      if (stored.has(digest)) return 'kept';
      if (stored.size >= MAX_PER_ATTEMPT_CODE) return 'full';
      const items = toItems(refused, digest, cipher);
      if (items.reduce((sum, item) => sum + dataOf(item).length, 0) > MAX_PARTS_BYTES) return 'too_large';
      const writes: NamedWrite<'part' | 'retired'>[] = [
        { name: 'retired', write: { ConditionCheck: isNotRetired(tables.directory, learnerId) } },
        ...items.map(Item => ({ name: 'part' as const, write: { Put: { TableName: tables.reviews, Item } } })),
      ];
      return (await transact(client, writes)).has('retired') ? 'retired' : 'kept';
    },
  };
}

function toItems(refused: RefusedReview, digest: string, cipher: VideoLinkCipher): Item[] {
  const { attemptCode, attemptId, learnerId, backend, receivedAt, bytes } = refused;
  return toParts(bytes).map((part, index) => ({
    attempt_code: attemptCode,
    part: reviewPart.refused(digest, index),
    attempt_id: attemptId,
    learner_id: learnerId,
    backend,
    received_at: receivedAt,
    data: cipher.seal(part, attemptCode),
    expires_at: expiresAt(receivedAt, RETENTION_DAYS),
  }));
}

function queryKeys(client: DynamoDBDocumentClient, table: string, attemptCode: string): Promise<Item[]> {
  return queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'attempt_code = :code AND begins_with(part, :prefix)',
    ExpressionAttributeValues: { ':code': attemptCode, ':prefix': reviewPart.refused() },
    ProjectionExpression: 'part',
    ConsistentRead: true,
  });
}

function digestOf(item: Item): string {
  return (text(item.part) ?? '').split('#')[1] ?? '';
}

/** A refused review that is still stored; `bytes` is null where no configured key opens it. */
export interface StoredRefusedReview extends Omit<RefusedReview, 'bytes'> {
  digest: string;
  bytes: Uint8Array | null;
  keys: { attempt_code: string; part: string }[];
}

/** The refused reviews among items of the reviews table, oldest first; expired ones are left out. */
export function toRefusedReviews(items: readonly Item[], cipher: VideoLinkCipher, now: string): StoredRefusedReview[] {
  const live = items.filter(({ expires_at: end }) => Number(end) * 1000 > Date.parse(now));
  const groups = Map.groupBy(live, item => JSON.stringify([item.attempt_code, digestOf(item)]));
  return [...groups.values()]
    .flatMap(([first, ...others]) => (first ? [toRefusedReview(first, [first, ...others], cipher)] : []))
    .sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
}

function toRefusedReview(first: Item, items: readonly Item[], cipher: VideoLinkCipher): StoredRefusedReview {
  const attemptCode = text(first.attempt_code) ?? '';
  const parts = items.toSorted((a, b) => (String(a.part) < String(b.part) ? -1 : 1));
  const opened = parts.map(part => cipher.open(dataOf(part), attemptCode));
  const data = opened.filter(part => part !== null);
  return {
    attemptCode,
    attemptId: number(first.attempt_id) ?? 0,
    learnerId: number(first.learner_id) ?? 0,
    backend: text(first.backend) ?? '',
    receivedAt: text(first.received_at) ?? '',
    digest: digestOf(first),
    bytes: data.length < opened.length ? null : fromParts(data),
    keys: parts.map(part => ({ attempt_code: attemptCode, part: text(part.part) ?? '' })),
  };
}
