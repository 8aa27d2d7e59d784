import { hash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawId } from '../../src/domain/ids.ts';
import { drawCode } from '../../src/platform/system.ts';
import { changeOfAttempt } from '../../src/store/attempts/attemptChange.ts';
import { fromAttemptItem, toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { directoryKey } from '../../src/store/directory/directoryKey.ts';
import { fromParts, toParts } from '../../src/store/dynamodb/blobParts.ts';
import { changeKey } from '../../src/store/history/historyItem.ts';
import { createReviewCipher } from '../../src/store/reviews/reviewCipher.ts';
import { anAttempt } from '../support/builders.ts';

describe('ids', () => {
  it('grow with time and stay below 2^53', () => {
    const earlier = drawId('2026-11-02T09:40:12.000Z', below => below - 1);
    const later = drawId('2026-11-02T09:40:12.001Z', () => 0);
    expect(later).toBeGreaterThan(earlier);
    expect(drawId('2089-01-01T00:00:00.000Z', below => below - 1)).toBeLessThan(2 ** 53);
  });

  it('as attempt codes are upper-case random UUIDs', () => {
    expect(drawCode()).toMatch(/^[\dA-F]{8}-[\dA-F]{4}-4[\dA-F]{3}-[89AB][\dA-F]{3}-[\dA-F]{12}$/);
    expect(drawCode()).not.toBe(drawCode());
  });

  it('exceed a given id for any clock', () => {
    fc.assert(fc.property(fc.nat(2 ** 50), above => drawId('2020-01-01T00:00:00.001Z', () => 0, above) > above));
  });

  it('drawn within one minute are spread evenly over buckets and partitions', () => {
    const randomOf = (at: number) => (below: number) => hash('sha256', String(at), 'buffer').readUInt32BE() % below;
    const ids = Array.from({ length: 20_000 }, (_, index) =>
      drawId(new Date(Date.UTC(2026, 10, 2) + index * 3).toISOString(), randomOf(index)),
    );
    const largest = (bucketOf: (id: number) => number) =>
      Math.max(
        ...Map.groupBy(ids, bucketOf)
          .values()
          .map(bucket => bucket.length),
      );
    // 312 on average; MD5 stands for the hash of DynamoDB, which is not published.
    expect(largest(id => id % 64)).toBeLessThan(400);
    expect(largest(id => (hash('md5', String(id), 'buffer')[0] ?? 0) % 64)).toBeLessThan(400);
  });
});

describe('an attempt as an item', () => {
  it('is read back unchanged', () => {
    const attempt = anAttempt({ completedAt: '2026-11-02T10:00:00.000Z', allowedTimeSeconds: 5400, isResumable: true });
    expect(fromAttemptItem(toAttemptItem(attempt))).toEqual(attempt);
    expect(fromAttemptItem(toAttemptItem(anAttempt({ externalId: null, isCurrent: false })))).toMatchObject({
      externalId: null,
      isCurrent: false,
    });
  });

  it('stays below 1 KB, so that a write costs one unit', () => {
    const attempt = anAttempt({
      startedAt: '2026-11-02T10:00:00.000Z',
      completedAt: '2026-11-02T10:00:00.000Z',
      allowedTimeSeconds: 5400,
    });
    expect(Buffer.byteLength(JSON.stringify(toAttemptItem(attempt)))).toBeLessThan(1024);
  });

  it('is updated by the differing fields, on the condition of its version', () => {
    const before = anAttempt({ version: 4, externalId: 'x' });
    const update = changeOfAttempt({ attempts: 't' }, before, {
      ...before,
      version: 5,
      status: 'verified',
      externalId: null,
    });
    expect(update.UpdateExpression).toBe('SET #version = :version, #status = :status REMOVE #removed0');
    expect(update.ConditionExpression).toBe('#version = :versionRead AND #status = :statusRead');
    expect(update.ExpressionAttributeValues).toMatchObject({
      ':version': 5,
      ':versionRead': 4,
      ':statusRead': 'created',
    });
  });
});

describe('keys', () => {
  it('of an external id ignore its case', () => {
    expect(directoryKey.external('A9-F')).toBe(directoryKey.external('a9-f'));
  });

  it('of different courses and contents differ', () => {
    expect(directoryKey.content('a#b', 'c')).not.toBe(directoryKey.content('a', 'b#c'));
  });

  it('of changes sort as the changes happened', () => {
    // Equal ids and versions are frequent, so that the last part decides, too.
    const change = fc.tuple(
      fc.oneof(fc.constantFrom(9, 10), fc.nat(2 ** 53 - 1)),
      fc.oneof(fc.constantFrom(9, 10), fc.nat(10_000)),
      fc.oneof(fc.constantFrom(9n, 10n), fc.bigInt({ min: 0n, max: 10n ** 40n - 1n })),
    );
    const compare = (a: [number, number, bigint], b: [number, number, bigint]) =>
      a[0] - b[0] || a[1] - b[1] || Number(a[2] > b[2]) - Number(a[2] < b[2]);
    fc.assert(
      fc.property(change, change, (a, b) => {
        const [x, y] = [changeKey(a[0], a[1], String(a[2])), changeKey(b[0], b[1], String(b[2]))];
        expect(Math.sign(compare(a, b))).toBe(x < y ? -1 : x > y ? 1 : 0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parts', () => {
  it('restore any bytes, and each fits an item', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('x'), randomBytes(1_500_000), Buffer.alloc(5_000_000)]) {
      const parts = toParts(bytes);
      expect(Buffer.compare(Buffer.from(fromParts(parts)), bytes)).toBe(0);
      expect(Math.max(...parts.map(part => part.length))).toBeLessThan(400_000);
    }
  });
});

describe('encrypted data of reviews', () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
  const link = 'https://review.vendor.example/DirectLink-Generic.aspx?ID=8f1c2e';

  it('are decrypted with their key, also after a key rotation', () => {
    const encrypted = createReviewCipher([oldKey]).encrypt(link, 'CODE');
    expect(createReviewCipher([newKey, oldKey]).decrypt(encrypted, 'CODE')).toBe(link);
    expect(createReviewCipher([newKey]).decrypt(encrypted, 'CODE')).toBeNull();
  });

  it('are decrypted as bytes as long as their key is configured', () => {
    const encrypted = createReviewCipher([oldKey]).encryptBytes(Buffer.from(link), 'CODE');
    expect(createReviewCipher([newKey, oldKey]).decryptBytes(encrypted, 'CODE')).toEqual(Buffer.from(link));
    expect(createReviewCipher([newKey]).decryptBytes(encrypted, 'CODE')).toBeNull();
    expect(createReviewCipher([oldKey]).decryptBytes(encrypted, 'OTHER CODE')).toBeNull();
  });

  it('are never encrypted the same way twice', () => {
    const cipher = createReviewCipher([oldKey]);
    expect(cipher.encrypt(link, 'CODE')).not.toBe(cipher.encrypt(link, 'CODE'));
  });

  it('are bound to their attempt, and authenticated', () => {
    const cipher = createReviewCipher([oldKey]);
    const encrypted = cipher.encrypt(link, 'CODE');
    expect(cipher.decrypt(encrypted, 'OTHER CODE')).toBeNull();
    const [version, id, text = ''] = encrypted.split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (const at of [0, 12, 28]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(cipher.decrypt(`${version}.${id}.${changed.toString('base64url')}`, 'CODE')).toBeNull();
    }
    for (const nonsense of ['', 'v1', 'v1..', `v1.${id}.`, `v2.${id}.${text}`])
      expect(cipher.decrypt(nonsense, 'CODE')).toBeNull();
  });
});
