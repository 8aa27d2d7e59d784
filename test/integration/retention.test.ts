import { afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';
import { createArchive, lookupPorts, vendorCallbackPorts } from '../../src/app.ts';
import { laterBy } from '../../src/domain/time.ts';
import { archiveRecords } from '../../src/store/history/archive.ts';
import { createReviewStore } from '../../src/store/reviews/reviews.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { readReview, readReviewPayload } from '../../src/usecases/reviews/readReview.ts';
import { aDelivery, anAttempt, NOW, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { everything } from '../support/personalDataTraces.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { aRecord, recordsOf } from '../support/streamRecords.ts';
import { stubSettings } from '../support/stubSettings.ts';

/** Retention of the history and of raw payloads. */
let stores: FreshStores;

const DAY = 86_400;
const NOW_SECONDS = Date.parse(NOW) / 1000;

beforeAll(async () => {
  stores = await freshStores();
});

/** The items of the history and the reviews under a code. */
async function stored(code: string): Promise<Record<string, unknown>[]> {
  const all = [...(await everything(stores))];
  return all.flatMap(([key, item]) => (/^(history|reviews) /.test(key) && item.attempt_code === code ? [item] : []));
}

describe('a history item', () => {
  it('expires the configured days after the change, however often and whenever it is written', async () => {
    const attempt = anAttempt();
    const records = recordsOf([attempt, { ...attempt, version: 2, status: 'submitted' }, undefined]);
    await archiveRecords(stores.client, stores.tables, records, 30);
    const items = await stored(attempt.attemptCode);
    expect(items.map(item => item.expires_at)).toEqual([NOW_SECONDS + 30 * DAY, NOW_SECONDS + 30 * DAY]);
    await archiveRecords(stores.client, stores.tables, records, 30);
    expect(await stored(attempt.attemptCode)).toEqual(items);
  });

  it('never expires without the setting, or if its time is not known', async () => {
    const [attempt, timeless] = [anAttempt(), anAttempt()];
    const change = recordsOf([attempt, undefined]);
    await archiveRecords(stores.client, stores.tables, change);
    const without = aRecord({ attempt_id: timeless.attemptId, attempt_code: timeless.attemptCode }, undefined, {
      ApproximateCreationDateTime: undefined,
    });
    await archiveRecords(stores.client, stores.tables, [without], 30);
    for (const { attemptCode } of [attempt, timeless]) {
      expect(await stored(attemptCode)).toEqual([expect.not.objectContaining({ expires_at: expect.anything() })]);
    }
  });

  it('expires at the same time after the learner’s erasure', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    const records = recordsOf([attempt, { ...attempt, version: 2, status: 'submitted' }]);
    await archiveRecords(stores.client, stores.tables, records, 30);
    await eraseLearner(stores.ports, STAFF, attempt.user.id);
    await archiveRecords(stores.client, stores.tables, records, 30);
    expect(await stored(attempt.attemptCode)).toMatchObject([{ expires_at: NOW_SECONDS + 30 * DAY }]);
  });
});

describe('a raw payload', () => {
  it('expires the configured days after its arrival; the review stays readable', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    const delivery = aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId });
    const reviews = createReviewStore(stores.client, stores.tables, stores.cipher, 7);
    await recordAsVendor({ ...stores.ports, reviews, clock: () => NOW }, SETTINGS, delivery);
    const items = await stored(attempt.attemptCode);
    expect(items.filter(item => 'expires_at' in item)).toMatchObject([
      { part: 'payload#0001#0000', expires_at: NOW_SECONDS + 7 * DAY },
    ]);
    const payloadAt = (now: string) =>
      readReviewPayload({ ...stores.ports, clock: () => now }, STAFF, attempt.attemptCode).then(
        ({ payload }) => payload,
      );
    expect(Buffer.from(await payloadAt(laterBy(NOW, 7 * DAY - 1)))).toEqual(delivery.payload);
    // DynamoDB deletes with a delay; expired items are hidden at once.
    await expect(payloadAt(laterBy(NOW, 7 * DAY))).rejects.toMatchObject({ code: 'review_payload_not_kept' });
    const { review } = await readReview(stores.ports, STAFF, attempt.attemptCode);
    expect(review).toMatchObject({ reviewStatus: 'Clean', comments: delivery.comments, videoLink: delivery.videoLink });
    // A repeated delivery is still recognised.
    expect(await recordAsVendor(stores.ports, SETTINGS, delivery)).toMatchObject({ outcome: 'repeated' });
  });
});

describe('the functions', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('keep history items, payloads and notes for the days of the setting of each', async () => {
    const tables = Object.entries(stores.tables).map(([name, table]) => [`${name.toUpperCase()}_TABLE`, table]);
    const env: Record<string, string> = {
      ...functionEnvironment(inject('dynamodbEndpoint'), { STAGE: 'local' }),
      ...Object.fromEntries(tables),
      ...{ HISTORY_RETENTION_DAYS: '30', PAYLOAD_RETENTION_DAYS: '7', NOTE_RETENTION_DAYS: '3' },
    };
    stubSettings(env);
    const attempt = await storedAttempt(stores, await storedExam(stores));
    const { attemptCode, attemptId, user } = attempt;
    await createArchive(env)(recordsOf([attempt, { ...attempt, version: 2, status: 'submitted' }]));
    const { reviews } = vendorCallbackPorts(env);
    const delivery = aDelivery({ attemptCode, recordLocator: attempt.externalId });
    await recordAsVendor({ ...stores.ports, reviews, clock: () => NOW }, SETTINGS, delivery);
    const { courseId } = attempt;
    const note = { noteId: 1, attemptCode, attemptId, courseId, learnerId: user.id, createdAt: NOW };
    await lookupPorts(env).notes.add({ ...note, by: { role: 'staff', userId: STAFF.userId }, text: 'called' });
    const days = [...(await everything(stores))].flatMap(([key, { expires_at }]) =>
      key.includes(attemptCode) && expires_at !== undefined
        ? [[key.split(' ')[0], (Number(expires_at) - NOW_SECONDS) / DAY]]
        : [],
    );
    expect(Object.fromEntries(days)).toEqual({ history: 30, records: 3, reviews: 7 });
  });
});
