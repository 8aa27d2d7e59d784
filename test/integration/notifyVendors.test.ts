import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VendorNotification } from '../../src/domain/vendors/toNotification.ts';
import { vendorFailed } from '../../src/domain/vendors/vendor.ts';
import { checkpointOf, processInKeyOrder } from '../../src/platform/processInKeyOrder.ts';
import { readNotification } from '../../src/store/notifications/vendorNotifications.ts';
import { setReviewPolicy } from '../../src/usecases/exams/setReviewPolicy.ts';
import type { Vendor } from '../../src/usecases/ports/vendors.ts';
import { createNotifier } from '../../src/usecases/vendors/notifyVendors.ts';
import { anAttempt, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';
import { recordsOf } from '../support/streamRecords.ts';
import { vendorsOf } from '../support/vendors.ts';

let stores: FreshStores;
let examId: number;
beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores, { backend: 'p', externalId: 'E' });
});

let notifications: string[];
let rejected: VendorNotification[];
beforeEach(() => {
  notifications = [];
  rejected = [];
});

const vendor = (
  name: string,
  failing: (externalId: string, notice: string) => Error | undefined = () => undefined,
): Vendor => ({
  name,
  registerAttempt: () => Promise.reject(new Error('not asked for')),
  async notify(exam, externalId, notice) {
    const failure = failing(externalId, notice);
    notifications.push(`${name} ${exam.externalId} ${externalId} ${notice}`);
    if (failure) throw failure;
  },
});
const notifierOf = (...vendors: Vendor[]) =>
  createNotifier({
    ...stores.ports,
    vendors: vendorsOf(...vendors),
    onFinalRejection: notification => rejected.push(notification),
  });

/** The stream records of an attempt from start to removal. */
const attemptRecords = (backend: string, externalId: string) => {
  const attempt = anAttempt({ examId, backend, externalId });
  return recordsOf([attempt, { ...attempt, status: 'started' }, { ...attempt, status: 'submitted' }, undefined]);
};

describe('a batch of the stream', () => {
  it('is sent in the order of each attempt', async () => {
    const records = [attemptRecords('p', 'A'), attemptRecords('p', 'B')].flat();
    expect(await processInKeyOrder(records.map(readNotification), notifierOf(vendor('p')))).toEqual([]);
    for (const id of ['A', 'B']) {
      expect(notifications.filter(notification => notification.includes(` ${id} `))).toEqual([
        `p E ${id} started`,
        `p E ${id} submitted`,
        `p E ${id} removed`,
      ]);
    }
  });

  it('stops an attempt at its first failure, which is the checkpoint', async () => {
    const records = [attemptRecords('p', 'A'), attemptRecords('q', 'B')].flat();
    const failingVendor = vendor('p', (_id, notice) =>
      notice === 'submitted' ? vendorFailed('p', 'unreachable') : undefined,
    );
    const failed = await processInKeyOrder(records.map(readNotification), notifierOf(failingVendor, vendor('q')));
    expect(checkpointOf(failed)).toBe(records[2]?.dynamodb?.SequenceNumber);
    expect(notifications.filter(notification => notification.startsWith('p'))).toEqual([
      'p E A started',
      'p E A submitted',
    ]);
    expect(notifications.filter(notification => notification.startsWith('q'))).toHaveLength(3);
  });

  it('sends an unreachable vendor one request per attempt in progress only', async () => {
    const records = Array.from({ length: 40 }, (_, index) => attemptRecords('p', `A${index}`)).flat();
    const failingVendor = vendor('p', () => vendorFailed('p', 'timed_out'));
    const failed = await processInKeyOrder(records.map(readNotification), notifierOf(failingVendor));
    expect(failed).toHaveLength(40);
    expect(notifications.length).toBeLessThanOrEqual(10);
  });

  it('continues after a permanent rejection by a vendor, and logs it', async () => {
    const withoutAttempt = vendor('p', (_id, notice) =>
      notice === 'started' ? vendorFailed('p', 'refused', { vendorStatus: 404 }) : undefined,
    );
    expect(await processInKeyOrder(attemptRecords('p', 'A').map(readNotification), notifierOf(withoutAttempt))).toEqual(
      [],
    );
    expect(notifications).toHaveLength(3);
    expect(rejected).toMatchObject([{ notice: 'started', externalId: 'A' }]);
  });

  it.each([401, 403, 429, 503])('retries a rejection with %i', async vendorStatus => {
    const retried = vendor('p', () => vendorFailed('p', 'refused', { vendorStatus }));
    expect(await processInKeyOrder(attemptRecords('p', 'A').map(readNotification), notifierOf(retried))).toHaveLength(
      1,
    );
  });

  it('sends nothing if the vendor is no longer connected, or the exam was removed', async () => {
    const withoutExam = recordsOf([anAttempt({ examId: 1, backend: 'p', externalId: 'A' }), undefined]);
    const records = [...attemptRecords('gone', 'A'), ...withoutExam];
    expect(await processInKeyOrder(records.map(readNotification), notifierOf(vendor('p')))).toEqual([]);
    expect(notifications).toEqual([]);
  });
});

describe('a notification of an exam', () => {
  it('has the present exam and policy; the vendor’s external id is stored', async () => {
    const id = await storedExam(stores, { backend: 'p' });
    await setReviewPolicy(stores.ports, STAFF, id, 'Calculators are allowed.');
    const received: unknown[] = [];
    const registering: Vendor = {
      ...vendor('p'),
      registerExam: async (exam, policy) => {
        received.push([exam.externalId, exam.isActive, policy]);
        return 'E7';
      },
    };
    const notify = notifierOf(registering);
    expect(await notify([{ about: 'exam', examId: id }])).toEqual(new Map());
    await stores.ports.authoring.change(id, { isProctored: false });
    await notify([{ about: 'exam', examId: id }]);
    expect(received).toEqual([
      [null, true, 'Calculators are allowed.'],
      ['E7', false, 'Calculators are allowed.'],
    ]);
    expect(await stores.ports.exams.read(id)).toMatchObject({ externalId: 'E7', isActive: true });
  });

  it('sent twice concurrently leaves one external id', async () => {
    const id = await storedExam(stores, { backend: 'p' });
    const exams = stores.ports.exams;
    const names = await Promise.all(['E8', 'E9'].map(name => exams.setExternalId(id, 'p', name)));
    expect(new Set(names)).toEqual(new Set([(await exams.read(id))?.externalId]));
  });
});
