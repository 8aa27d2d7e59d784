import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import type { VendorNotification } from '../../src/domain/vendors/toNotification.ts';
import { vendorFailed } from '../../src/domain/vendors/vendor.ts';
import type { Vendor } from '../../src/usecases/ports/vendors.ts';
import { eraseAtVendors } from '../../src/usecases/privacy/eraseAtVendors.ts';
import { createNotifier } from '../../src/usecases/vendors/notifyVendors.ts';
import { aCaller, anExam, STAFF } from '../support/builders.ts';

const ofAttempt = (examId: number, backend: string): VendorNotification => ({
  ...{ about: 'attempt', backend, externalId: 'A-1', examId, notice: 'started' },
});
const ofExam = (examId: number): VendorNotification => ({ about: 'exam', examId });

/** A vendor that records its calls, and fails on demand. */
function aVendor(name: string, failure?: Error) {
  const calls: unknown[][] = [];
  const record = async (...call: unknown[]) => {
    calls.push(call);
    if (failure) throw failure;
  };
  const vendor: Vendor = {
    name,
    registerAttempt: () => expect.fail('an attempt was registered'),
    registerExam: async (exam, policy) => {
      await record('exam', exam, policy);
      return `${name}-exam`;
    },
    notify: (exam, externalId, notice) => record('attempt', exam.externalId, externalId, notice),
  };
  return { vendor, calls };
}

function setUp(vendors: readonly Vendor[], exams: readonly Exam[], policies: Record<number, string> = {}) {
  const stored = new Map(exams.map(exam => [exam.examId, exam]));
  const rejected: unknown[] = [];
  const externalIds: unknown[] = [];
  const notifier = createNotifier({
    vendors: {
      of: exam => vendors.find(({ name }) => name === exam.backend),
      named: backend => vendors.find(({ name }) => name === backend),
      all: () => vendors,
    },
    exams: {
      read: async examId => stored.get(examId),
      setExternalId: async (examId, backend, externalId) => {
        externalIds.push([examId, backend, externalId]);
        return externalId;
      },
    },
    reviewPolicies: {
      read: async examId => (policies[examId] === undefined ? undefined : { text: policies[examId] }),
    },
    onFinalRejection: (notification, error) => rejected.push([notification, error]),
  });
  return { notifier, rejected, externalIds };
}

describe('notifying vendors', () => {
  it('notifies the attempt’s own backend, whichever the exam has now, by its own id of the exam', async () => {
    const [own, other] = [aVendor('own'), aVendor('other')];
    const externalIds = new Map([
      ['own', 'E-own'],
      ['other', 'E-other'],
    ]);
    const exam = anExam({ examId: 1, backend: 'other', externalId: 'E-other', externalIds });
    const { notifier } = setUp([own.vendor, other.vendor], [exam]);
    expect(await notifier([ofAttempt(1, 'own'), ofAttempt(1, 'other')])).toEqual(new Map());
    expect(own.calls).toEqual([['attempt', 'E-own', 'A-1', 'started']]);
    expect(other.calls).toEqual([['attempt', 'E-other', 'A-1', 'started']]);
  });

  it('registers an exam with a vendor that it moves to, and updates it at one that it returns to', async () => {
    const vendors = [aVendor('own'), aVendor('other')] as const;
    const externalIds = new Map([['own', 'E-own']]);
    const exams = ['own', 'other'].map((backend, index) => anExam({ examId: index, backend, externalIds }));
    const { notifier, externalIds: assigned } = setUp(
      vendors.map(({ vendor }) => vendor),
      exams,
    );
    expect(await notifier([ofExam(0), ofExam(1)])).toEqual(new Map());
    expect(vendors.map(({ calls }) => calls)).toMatchObject([
      [['exam', { examId: 0, externalId: 'E-own' }, null]],
      [['exam', { examId: 1, externalId: null }, null]],
    ]);
    expect(assigned).toEqual([[1, 'other', 'other-exam']]);
  });

  it('registers an exam with its review policy, as inactive once it is no longer proctored', async () => {
    const { vendor, calls } = aVendor('own');
    const exams = [anExam({ examId: 1, backend: 'own' }), anExam({ examId: 2, backend: 'own', isProctored: false })];
    const { notifier, externalIds } = setUp([vendor], exams, { 1: 'No notes' });
    expect(await notifier([ofExam(1), ofExam(2)])).toEqual(new Map());
    expect(calls).toEqual([
      ['exam', exams[0], 'No notes'],
      ['exam', { ...exams[1], isActive: false }, null],
    ]);
    expect(externalIds).toEqual([
      [1, 'own', 'own-exam'],
      [2, 'own', 'own-exam'],
    ]);
  });

  it('keeps the external id that an exam has', async () => {
    const { vendor } = aVendor('own');
    const { notifier, externalIds } = setUp([vendor], [anExam({ examId: 1, backend: 'own', externalId: 'E' })]);
    await notifier([ofExam(1)]);
    expect(externalIds).toEqual([]);
  });

  it('sends nothing for a removed exam, to an unconnected vendor, or to one without notifications', async () => {
    const { vendor, calls } = aVendor('own');
    const withoutNotifications: Vendor = { name: 'mute', registerAttempt: vendor.registerAttempt };
    const { notifier } = setUp([vendor, withoutNotifications], [anExam({ examId: 2, backend: 'mute' })]);
    const notifications = [ofAttempt(1, 'own'), ofExam(1), ofAttempt(2, 'gone'), ofAttempt(2, 'mute'), ofExam(2)];
    expect(await notifier(notifications)).toEqual(new Map());
    expect(calls).toEqual([]);
  });

  it('does not call a failed vendor again in the batch; others are notified', async () => {
    const failure = vendorFailed('bad', 'timed_out');
    const [bad, good] = [aVendor('bad', failure), aVendor('good')];
    const { notifier, rejected } = setUp([bad.vendor, good.vendor], [anExam({ examId: 1 })]);
    const [first, second, third] = [ofAttempt(1, 'bad'), ofAttempt(1, 'bad'), ofAttempt(1, 'good')];
    expect(await notifier([first])).toEqual(new Map([[first, failure]]));
    expect(await notifier([second, third])).toEqual(new Map([[second, failure]]));
    expect([bad.calls.length, good.calls.length, rejected]).toEqual([1, 1, []]);
  });

  it('reports a permanent rejection once, and continues with the vendor', async () => {
    const rejection = vendorFailed('own', 'refused', { vendorStatus: 404 });
    const { vendor, calls } = aVendor('own', rejection);
    const { notifier, rejected } = setUp([vendor], [anExam({ examId: 1 })]);
    const notifications = [ofAttempt(1, 'own'), ofAttempt(1, 'own')] as const;
    expect(await notifier([notifications[0]])).toEqual(new Map());
    expect(await notifier([notifications[1]])).toEqual(new Map());
    expect(calls).toHaveLength(2);
    expect(rejected).toEqual(notifications.map(notification => [notification, rejection]));
  });

  it('fails only the records whose exam cannot be read', async () => {
    const { vendor, calls } = aVendor('own');
    const unreadable = new Error('the database failed');
    const { notifier } = setUp([vendor], [anExam({ examId: 1 })]);
    const broken = createNotifier({
      vendors: { of: () => vendor, named: () => vendor, all: () => [vendor] },
      exams: { read: () => Promise.reject(unreadable), setExternalId: async () => null },
      reviewPolicies: { read: async () => undefined },
      onFinalRejection: () => expect.fail('a read error is no rejection'),
    });
    const notification = ofAttempt(1, 'own');
    expect(await broken([notification])).toEqual(new Map([[notification, unreadable]]));
    expect(await notifier([notification])).toEqual(new Map());
    expect(calls).toHaveLength(1);
  });
});

describe('erasing a learner at the vendors', () => {
  const vendorWith = (name: string, eraseLearner?: Vendor['eraseLearner']): Vendor => ({
    name,
    registerAttempt: () => expect.fail('an attempt was registered'),
    ...(eraseLearner && { eraseLearner }),
  });

  it('is requested from each vendor that supports it, also after one has failed', async () => {
    const failure = new DomainError('vendor_failed', 'x');
    const erasedIds: number[] = [];
    const all = [
      vendorWith('bad', () => Promise.reject(failure)),
      vendorWith('good', async userId => erasedIds.push(userId) > 0),
      vendorWith('empty', async () => false),
      vendorWith('unable'),
    ];
    const failures: unknown[] = [];
    const vendors = { of: () => undefined, named: () => undefined, all: () => all };
    const ports = { vendors, onVendorFailure: (vendor: string, error: unknown) => failures.push([vendor, error]) };
    expect(await eraseAtVendors(ports, STAFF, 7)).toEqual({ bad: false, good: true, empty: false });
    expect([erasedIds, failures]).toEqual([[7], [['bad', failure]]]);
    await expect(eraseAtVendors(ports, aCaller(), 7)).rejects.toMatchObject({ code: 'forbidden' });
    expect(erasedIds).toEqual([7]);
  });
});
