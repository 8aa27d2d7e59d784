import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { MAX_EXTERNAL_ID_LENGTH } from '../../src/domain/attempts/attemptIds.ts';
import type { Review } from '../../src/domain/reviews/review.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { locateDelivery } from '../../src/usecases/reviews/locateDelivery.ts';
import { findReview, readReview, readReviewPayload } from '../../src/usecases/reviews/readReview.ts';
import { readViolationReport } from '../../src/usecases/reviews/readViolationReport.ts';
import { recordReviewOfBackend } from '../../src/usecases/reviews/recordVendorReview.ts';
import { refuseReview } from '../../src/usecases/reviews/refuseReview.ts';
import { parseRestReview } from '../../src/vendors/rest/parse.ts';
import { aCaller, NOW, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { BAD, deliveryFor, GOOD, minute, reviewScenarios, UPDATES, verdictAt } from '../support/scenarios/reviews.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
let examId: number;

beforeAll(async () => {
  examId = await storedExam(stores);
});

const { record, statusOf, readVersions, readCurrent } = reviewScenarios(() => stores);

/** A review that an earlier release stored otherwise. */
function changeStored(attemptCode: string, fields: Partial<Review>): void {
  const rows = stores.database.reviews.get(attemptCode) ?? expect.fail('no review');
  rows.current = { ...rows.current, review: { ...rows.current.review, ...fields } };
}

describe('a review of a live attempt', () => {
  it.each([
    ['Clean', 'verified'],
    ['Suspicious', 'verified'],
    ['Rules Violation', 'rejected'],
    ['Not Reviewed', 'rejected'],
  ])('%s leads to %s', async (reviewStatus, status) => {
    const attempt = await storedAttempt(stores, examId);
    expect(await record(deliveryFor(attempt, { reviewStatus }))).toMatchObject({
      outcome: 'stored',
      isArchived: false,
    });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toMatchObject({
      status,
      version: 3,
      lastChange: { by: { role: 'vendor' } },
    });
  });

  it('is stored with its comments, its link and its payload', async () => {
    const attempt = await storedAttempt(stores, examId);
    const delivery = deliveryFor(attempt);
    await record(delivery);
    expect(await readCurrent(attempt)).toMatchObject({
      attemptId: attempt.attemptId,
      reviewStatus: 'Clean',
      videoLink: delivery.videoLink,
      comments: delivery.comments,
      version: 1,
    });
    const { payload } = await readReviewPayload(stores.ports, STAFF, attempt.attemptCode);
    expect(Buffer.from(payload)).toEqual(delivery.payload);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vendor.example', `https://vendor.example/${'x'.repeat(8192)}`])(
    'has no link if an earlier release stored %s',
    async videoLink => {
      const attempt = await storedAttempt(stores, examId);
      await record(deliveryFor(attempt, { videoLink }), UPDATES);
      await record(deliveryFor(attempt, { videoLink }), UPDATES);
      const { review, earlier } = await readVersions(attempt);
      expect([review, ...earlier].map(version => version.videoLink)).toEqual([null, null]);
    },
  );

  it('with a status that is not the vendor’s is rejected; the posted text is not logged', async () => {
    const attempt = await storedAttempt(stores, examId);
    const rejection = record(deliveryFor(attempt, { reviewStatus: 'Mina Personal' }));
    await expect(rejection).rejects.toMatchObject({ code: 'bad_review_status', logged: { statusCharacters: 13 } });
    await expect(rejection).rejects.toThrow('must be one of: Clean, Suspicious, Rules Violation, Not Reviewed.');
    await expect(rejection).rejects.not.toThrow('Mina');
    for (const reviewStatus of ['clean', 'constructor', '__proto__']) {
      const delivery = deliveryFor(attempt, { reviewStatus });
      await expect(record(delivery), reviewStatus).rejects.toMatchObject({ code: 'bad_review_status' });
    }
    expect(await statusOf(attempt)).toBe('created');
  });

  it('compares the locator ignoring case', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(deliveryFor(attempt, { recordLocator: attempt.externalId.toUpperCase() }));
    expect(await statusOf(attempt)).toBe('verified');
  });
});

describe('a review read by staff of the course who took the exam themselves', () => {
  it('omits the external id if the vendor wrote it into the link or a comment', async () => {
    const attempt = await storedAttempt(stores, examId);
    const id = attempt.externalId.toUpperCase();
    const leakyComment = {
      start: null,
      stop: null,
      duration: null,
      comment: `session ${id}`,
      status: 'Clean',
      source: 'webcam',
    };
    const videoLink = `https://vendor.example/?ID=${id}`;
    const delivery = deliveryFor(attempt, {
      videoLink,
      comments: [leakyComment, { ...leakyComment, comment: 'Looked away' }],
    });
    await record(delivery);
    const colleague = aCaller({ userId: 12, courseStaff: [attempt.courseId] });
    const colleagueView = await readReview(stores.ports, colleague, attempt.attemptCode);
    expect(colleagueView.review).toMatchObject({ videoLink, comments: delivery.comments });
    const self = { ...colleague, userId: attempt.user.id };
    const own = await readReview(stores.ports, self, attempt.attemptCode);
    expect(JSON.stringify(own).toLowerCase()).not.toContain(attempt.externalId.toLowerCase());
    expect(own.review.comments).toMatchObject([{ comment: '' }, { comment: 'Looked away' }]);
    const ports = { ...stores.ports, timedOutStatus: 'submitted' as const };
    const { rows } = await readViolationReport(ports, self, attempt.courseId, { limit: 1 });
    expect(rows).toMatchObject([{ attempt: { attemptId: attempt.attemptId }, comments: [{ comment: '' }, {}] }]);
    await removeAttempt(ports, STAFF, attempt.attemptId, null);
    await storedAttempt(stores, attempt.examId, { attemptCode: attempt.attemptCode });
    const afterReuse = await readReview(stores.ports, self, attempt.attemptCode);
    expect(JSON.stringify(afterReuse).toLowerCase()).not.toContain(attempt.externalId.toLowerCase());
    const reportedComments = async () => {
      const report = await readViolationReport(ports, self, attempt.courseId, { limit: 100 });
      return JSON.stringify(report.rows.map(({ comments }) => comments));
    };
    expect((await reportedComments()).toLowerCase()).not.toContain(attempt.externalId.toLowerCase());
    stores.archive();
    expect((await reportedComments()).toLowerCase()).not.toContain(attempt.externalId.toLowerCase());
  });
});

describe('a rejected review changes nothing', () => {
  it('and names the first fault in the order of the checks: status, attempt, locator, earlier review', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(deliveryFor(attempt));
    const other = deliveryFor(attempt, BAD);
    const wrongLocator = { ...other, recordLocator: 'another' };
    const unknownAttempt = { ...wrongLocator, attemptCode: randomUUID() };
    const deliveries = [{ ...unknownAttempt, reviewStatus: 'Fine' }, unknownAttempt, wrongLocator, other];
    const outcomes = await Promise.allSettled(deliveries.map(delivery => record(delivery)));
    expect(outcomes.map(outcome => outcome.status === 'rejected' && outcome.reason.code)).toEqual([
      ...['bad_review_status', 'review_attempt_does_not_exist', 'suspicious_lookup', 'review_already_exists'],
    ]);
  });

  it('of an attempt without an external id', async () => {
    const attempt = await storedAttempt(stores, examId, { externalId: undefined as never });
    await expect(record(deliveryFor({ ...attempt, externalId: '' }))).rejects.toMatchObject({
      code: 'suspicious_lookup',
    });
    await expect(record(deliveryFor({ ...attempt, externalId: 'null' }))).rejects.toMatchObject({
      code: 'suspicious_lookup',
    });
  });

  it('and does not disclose the locator; the log has both shortened', async () => {
    const attempt = await storedAttempt(stores, examId, { externalId: 'abcdefgh-1' });
    const problem = await record(deliveryFor(attempt, { recordLocator: 'zyxwvut-2' })).catch(error => error);
    expect(problem.message).not.toContain('abcd');
    expect(problem.message).toBe(`The record locator does not belong to the attempt code ${attempt.attemptCode}.`);
    expect(problem.logged).toMatchObject({ expectedLocator: 'abcd…', receivedLocator: 'zyxw…' });
  });

  it('and the log has no whole locator, however short, and none of an attempt without one', async () => {
    const attempt = await storedAttempt(stores, examId, { externalId: 'abcd' });
    const loggedFor = async (recordLocator: string) =>
      (await record(deliveryFor(attempt, { recordLocator })).catch(error => error)).logged;
    expect(await loggedFor('zyxw')).toMatchObject({ expectedLocator: '…', receivedLocator: '…' });
    stores.editManually(attempt, { externalId: null });
    expect(await loggedFor('zyxwv')).toMatchObject({ expectedLocator: '…', receivedLocator: 'zyxw…' });
  });

  it('as the second review, unless the delivery is repeated', async () => {
    const attempt = await storedAttempt(stores, examId);
    const first = deliveryFor(attempt);
    await record(first);
    expect(await record(first)).toMatchObject({ outcome: 'repeated' });
    const otherDelivery = deliveryFor(attempt, { reviewStatus: 'Rules Violation' });
    await expect(record(otherDelivery)).rejects.toMatchObject({
      code: 'review_already_exists',
      message: `There is already a review for the attempt code ${attempt.attemptCode}.`,
    });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toMatchObject({ status: 'verified', version: 3 });
  });

  it('as the second review if an earlier release stored the first one, without its attempt', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(deliveryFor(attempt));
    changeStored(attempt.attemptCode, { attemptId: null as never });
    await expect(record(deliveryFor(attempt, BAD))).rejects.toMatchObject({ code: 'review_already_exists' });
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('while others are recorded all the time', async () => {
    const attempt = await storedAttempt(stores, examId);
    const reviews = { ...stores.ports.reviews, store: async () => 'outdated' as const };
    await expect(recordAsVendor({ ...stores.ports, reviews }, SETTINGS, deliveryFor(attempt))).rejects.toMatchObject({
      code: 'busy',
      message: `Reviews of the attempt code ${attempt.attemptCode} are being recorded concurrently. Send the review again.`,
    });
    expect(await statusOf(attempt)).toBe('created');
  });
});

describe('the directory entry', () => {
  const attempts = { ...stores.ports.attempts, read: () => Promise.reject(new Error('the attempt is read')) };
  const recordUnread = (attempt: Attempt, overrides = {}, settings = SETTINGS) =>
    recordAsVendor({ ...stores.ports, attempts }, settings, deliveryFor(attempt, overrides));

  it('suffices for a review of a live attempt', async () => {
    const attempt = await storedAttempt(stores, examId);
    expect(await recordUnread(attempt)).toMatchObject({ outcome: 'stored', isArchived: false });
  });

  it('suffices for a review of a removed one, whatever its verdict', async () => {
    const settings = { ...SETTINGS, outcomes: { Clean: 'verified', 'Not Reviewed': 'error' } as const };
    for (const reviewStatus of ['Clean', 'Not Reviewed']) {
      const attempt = await storedAttempt(stores, examId);
      await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
      const receipt = await recordUnread(attempt, { reviewStatus }, settings);
      expect(receipt).toMatchObject({ outcome: 'stored', isArchived: true });
    }
  });

  it.each([
    ['without a locator', { recordLocator: null }, false],
    ['with a simulated one', { recordLocator: 'anything' }, true],
  ])('suffices %s, although the external id has changed', async (_case, overrides, allowCallbackSimulation) => {
    const attempt = await storedAttempt(stores, examId);
    stores.editManually(attempt, { externalId: randomUUID() });
    await recordUnread(attempt, overrides, { ...SETTINGS, allowCallbackSimulation });
    expect(await statusOf(attempt)).toBe('verified');
  });
});

describe('a learner who is erased while a review arrives', () => {
  it('gets an anonymised review and its status', async () => {
    const attempt = await storedAttempt(stores, examId);
    const { lookUp } = stores.ports.reviews;
    const reviews = {
      ...stores.ports.reviews,
      lookUp: async (attemptCode: string) => {
        const found = await lookUp(attemptCode);
        stores.database.erased.set(attempt.user.id, { at: NOW, doneUpTo: null });
        return found;
      },
    };
    const delivery = deliveryFor(attempt);
    expect(await recordAsVendor({ ...stores.ports, reviews }, SETTINGS, delivery)).toMatchObject({ outcome: 'stored' });
    expect(await statusOf(attempt)).toBe('verified');
    expect(await readCurrent(attempt)).toMatchObject({ videoLink: null, comments: [{ start: 1, comment: '' }] });
  });
});

describe('a review by an external id', () => {
  const { locate: _, ...parsed } = parseRestReview(Buffer.from('{"status":"passed"}'), 'E');
  const locate = (externalId: string, readExternal = async (_externalId: string) => ({ attemptCode: 'C' })) => {
    const directory = { ...stores.ports.directory, readExternal };
    return locateDelivery({ directory }, { ...parsed, locate: { externalId } });
  };

  it('has the attempt code of its owner, and proves that id', async () => {
    for (const externalId of ['E', 'x'.repeat(MAX_EXTERNAL_ID_LENGTH)]) {
      expect(await locate(externalId)).toMatchObject({ attemptCode: 'C', recordLocator: externalId });
    }
  });

  it('that no attempt can have is not looked up', async () => {
    for (const externalId of ['', 'x'.repeat(MAX_EXTERNAL_ID_LENGTH + 1)]) {
      await expect(locate(externalId, () => Promise.reject(new Error('looked up')))).rejects.toMatchObject({
        code: 'review_attempt_does_not_exist',
        message: 'No attempt has this external id.',
      });
    }
  });

  it('that no attempt has is rejected', async () => {
    const { directory } = stores.ports;
    const unknown = locateDelivery({ directory }, { ...parsed, locate: { externalId: randomUUID() } });
    await expect(unknown).rejects.toMatchObject({ code: 'review_attempt_does_not_exist' });
  });

  it('beside an attempt code is that of the code, with or without the id', async () => {
    const { directory } = stores.ports;
    const byCode = (externalId?: string) =>
      locateDelivery({ directory }, { ...parsed, locate: { attemptCode: 'C', ...(externalId && { externalId }) } });
    expect(await byCode('E')).toMatchObject({ attemptCode: 'C', recordLocator: 'E' });
    expect(await byCode()).toMatchObject({ attemptCode: 'C', recordLocator: null });
  });

  it('names the code of an unknown attempt in the answer', async () => {
    const attempt = await storedAttempt(stores, examId);
    await expect(record(deliveryFor(attempt, { attemptCode: 'NO SUCH' }))).rejects.toMatchObject({
      message: 'Could not locate attempt code NO SUCH.',
    });
  });
});

describe('a refused review', () => {
  const refuse = (attempt: Attempt, knowsAttempt: boolean) =>
    refuseReview(
      { ...stores.ports, clock: () => NOW },
      { attempt, knowsAttempt, backend: 'other', isProven: false, verdictAt: null, bytes: Buffer.from('posted') },
      { code: 'review_attempt_does_not_exist', detail: 'No attempt has this external id.' },
    );
  const storedFor = ({ attemptId }: Attempt) =>
    stores.database.refusedReviews.filter(review => review.attemptId === attemptId);

  it('is logged for an alarm, and kept as it was delivered', async () => {
    const attempt = await storedAttempt(stores, examId);
    const { attemptCode, attemptId, externalId, watchedBy } = attempt;
    expect(await refuse(attempt, true)).toMatchObject({
      code: 'review_attempt_does_not_exist',
      message: 'No attempt has this external id.',
      incident: 'review refused',
      logged: { attemptId, vendor: 'other', watchedBy, isProven: false, outcome: 'stored' },
    });
    expect(storedFor(attempt)).toEqual([
      {
        ...{ attemptCode, attemptId, learnerId: attempt.user.id, externalId, receivedAt: NOW },
        ...{ backend: 'other', isProven: false, verdictAt: null, bytes: Buffer.from('posted') },
      },
    ]);
  });

  it('is logged only, if its sender proves nothing or the learner was erased', async () => {
    const attempt = await storedAttempt(stores, examId);
    for (const error of [await refuse(attempt, false), await refuse({ ...attempt, isErased: true }, true)]) {
      expect(error).toMatchObject({ incident: 'review refused', logged: { outcome: 'not_stored' } });
    }
    expect(storedFor(attempt)).toEqual([]);
  });
});

describe('settings', () => {
  it('ALLOW_CALLBACK_SIMULATION skips the locator check only', async () => {
    const settings = { ...SETTINGS, allowCallbackSimulation: true };
    const attempt = await storedAttempt(stores, examId);
    await expect(record(deliveryFor(attempt, { attemptCode: 'NO SUCH' }), settings)).rejects.toMatchObject({
      code: 'review_attempt_does_not_exist',
    });
    await record(deliveryFor(attempt, { recordLocator: 'anything' }), settings);
    expect(await statusOf(attempt)).toBe('verified');
    const second = deliveryFor(attempt, { recordLocator: 'anything', reviewStatus: 'Rules Violation' });
    await expect(record(second, settings)).rejects.toMatchObject({ code: 'review_already_exists' });
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('ALLOW_CALLBACK_SIMULATION does not skip the locator check of a review by token', async () => {
    const attempt = await storedAttempt(stores, examId);
    // The attempt has released the external id, by which the directory still finds it.
    stores.editManually(attempt, { externalId: null });
    const settings = { ...SETTINGS, allowCallbackSimulation: true, outcomes: { passed: 'verified' as const } };
    const bytes = Buffer.from('{"status":"passed"}');
    const { externalId } = attempt;
    const record = () =>
      recordReviewOfBackend(
        stores.ports,
        STAFF,
        { externalId, bytes },
        {
          of: () => ({ settings, parse: (id: string) => parseRestReview(bytes, id) }),
          defaultBackend: 'software_secure',
        },
      );
    await expect(record()).rejects.toMatchObject({ code: 'suspicious_lookup' });
    expect(await statusOf(attempt)).toBe('created');
    stores.editManually(attempt, { externalId });
    await record();
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('ALLOW_REVIEW_UPDATES stores every version with its comments and recognises every repeated delivery', async () => {
    const attempt = await storedAttempt(stores, examId);
    const first = deliveryFor(attempt);
    const second = deliveryFor(attempt, { reviewStatus: 'Rules Violation', comments: [] });
    await record(first, UPDATES);
    await record(second, UPDATES);
    expect(await statusOf(attempt)).toBe('rejected');
    expect(await record(first, UPDATES)).toMatchObject({ outcome: 'repeated' });
    expect(await statusOf(attempt)).toBe('rejected');
    const storedReview = await readVersions(attempt);
    expect(storedReview.review).toMatchObject({ version: 2, reviewStatus: 'Rules Violation', comments: [] });
    expect(storedReview.earlier).toMatchObject([{ version: 1, reviewStatus: 'Clean', comments: first.comments }]);
    const { payload } = await readReviewPayload(stores.ports, STAFF, attempt.attemptCode);
    expect(Buffer.from(payload)).toEqual(second.payload);
  });
});

describe('the reviews of an attempt code', () => {
  const read = (attempt: Attempt, version?: number) => readReview(stores.ports, STAFF, attempt.attemptCode, version);

  it('are read by version, without the earlier ones', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(deliveryFor(attempt, GOOD), UPDATES);
    await record(deliveryFor(attempt, BAD), UPDATES);
    expect(await read(attempt, 1)).toMatchObject({ review: { ...GOOD, version: 1 }, earlier: [] });
    expect(await read(attempt, 2)).toMatchObject({ review: { ...BAD, version: 2 }, earlier: [] });
    await expect(read(attempt, 3)).rejects.toMatchObject({
      code: 'review_not_found',
      message: `There is no version 3 of the review for the attempt code ${attempt.attemptCode}.`,
    });
  });

  it('may be none, and a payload may no longer be stored', async () => {
    const attempt = await storedAttempt(stores, examId);
    const { attemptCode } = attempt;
    const none = {
      code: 'review_not_found',
      message: `There is no review for the attempt code ${attemptCode}.`,
    };
    await expect(read(attempt)).rejects.toMatchObject(none);
    await expect(readReviewPayload(stores.ports, STAFF, attemptCode)).rejects.toMatchObject(none);
    expect(await findReview(stores.ports, STAFF, attemptCode)).toBeNull();
    await record(deliveryFor(attempt));
    expect(await findReview(stores.ports, STAFF, attemptCode)).toEqual(await read(attempt));
    const reviewReader = { ...stores.ports.reviewReader, readPayload: async () => undefined };
    await expect(readReviewPayload({ ...stores.ports, reviewReader }, STAFF, attemptCode)).rejects.toMatchObject({
      code: 'review_payload_not_kept',
      message: `The payload of the review for the attempt code ${attemptCode} is no longer stored.`,
    });
  });

  it('are not found for staff of another course; other failures are thrown', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(deliveryFor(attempt));
    const otherStaff = { ...STAFF, isStaff: false, courseStaff: ['course-v1:Other+1+2'] };
    expect(await findReview(stores.ports, otherStaff, attempt.attemptCode)).toBeNull();
    const reviewReader = {
      ...stores.ports.reviewReader,
      readVersions: () => Promise.reject(new Error('out of order')),
    };
    await expect(findReview({ ...stores.ports, reviewReader }, STAFF, attempt.attemptCode)).rejects.toThrow(
      'out of order',
    );
  });

  it('have a payload that shows the external id to all staff but the reviewed learner', async () => {
    const first = await storedAttempt(stores, examId);
    const { attemptCode } = first;
    await record(deliveryFor(first));
    const shows = async ({ user }: Attempt) => {
      const caller = aCaller({ userId: user.id, courseStaff: [first.courseId] });
      return (await readReviewPayload(stores.ports, caller, attemptCode)).showsExternalId;
    };
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const second = await storedAttempt(stores, examId, { attemptCode });
    expect([await shows(first), await shows(second)]).toEqual([false, true]);
    // An earlier release did not store the learner.
    changeStored(attemptCode, { learnerId: null });
    expect([await shows(first), await shows(second)]).toEqual([true, false]);
  });
});

describe('versions', () => {
  it('of a code that another attempt has taken over belong to an inactive attempt', async () => {
    const first = await storedAttempt(stores, examId);
    await record(deliveryFor(first));
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const { attemptCode, externalId } = first;
    const second = await storedAttempt(stores, examId, { attemptCode, externalId });
    expect(await readReview(stores.ports, STAFF, attemptCode)).toMatchObject({
      review: { attemptId: first.attemptId },
      isAttemptActive: false,
    });
    await record(deliveryFor(second, { reviewStatus: 'Suspicious' }), UPDATES);
    expect(await readReview(stores.ports, STAFF, attemptCode)).toMatchObject({
      review: { attemptId: second.attemptId, version: 2 },
      earlier: [{ attemptId: first.attemptId, version: 1 }],
      isAttemptActive: true,
    });
  });
});

describe('a reused code', () => {
  const reuse = async (first: Attempt, overrides: { externalId?: string | null } = {}) => {
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const externalId = overrides.externalId ?? first.externalId ?? '';
    return storedAttempt(stores, examId, { attemptCode: first.attemptCode, externalId });
  };

  it.each([
    ['with the same external id', {}],
    ['with another external id', { externalId: randomUUID() }],
  ])('%s: the review of the former attempt does not block, and stays with that attempt', async (_case, overrides) => {
    const first = await storedAttempt(stores, examId);
    const before = deliveryFor(first, { videoLink: 'https://vendor.example/1' });
    await record(before);
    const second = await reuse(first, overrides);
    const after = deliveryFor(second, { reviewStatus: 'Rules Violation', comments: [] });
    expect(await record(after)).toMatchObject({ outcome: 'stored', attemptId: second.attemptId });
    expect(await statusOf(second)).toBe('rejected');
    expect(await readVersions(second)).toMatchObject({
      review: { attemptId: second.attemptId, version: 2, reviewStatus: 'Rules Violation', comments: [] },
      earlier: [{ attemptId: first.attemptId, version: 1, reviewStatus: 'Clean', videoLink: before.videoLink }],
      isAttemptActive: true,
    });
    // From now on it exists.
    expect(await record(after)).toMatchObject({ outcome: 'repeated' });
    await expect(record(deliveryFor(second))).rejects.toMatchObject({ code: 'review_already_exists' });
    expect(await statusOf(second)).toBe('rejected');
  });

  it('a repeated delivery of the former review changes nothing, whether the new attempt has a review or not', async () => {
    const first = await storedAttempt(stores, examId);
    const before = deliveryFor(first);
    await record(before);
    const second = await reuse(first);
    expect(await record(before)).toMatchObject({ outcome: 'repeated' });
    expect(await statusOf(second)).toBe('created');
    await record(deliveryFor(second, { reviewStatus: 'Rules Violation' }));
    expect(await record(before)).toMatchObject({ outcome: 'repeated' });
    const third = await reuse(second);
    expect(await record(before)).toMatchObject({ outcome: 'repeated' });
    expect(await statusOf(third)).toBe('created');
  });

  it('a third attempt gets its own review, also after its removal', async () => {
    const first = await storedAttempt(stores, examId);
    await record(deliveryFor(first));
    const second = await reuse(first);
    await record(deliveryFor(second));
    const third = await reuse(second);
    await removeAttempt(stores.ports, STAFF, third.attemptId, null);
    expect(await record(deliveryFor(third))).toMatchObject({ outcome: 'stored', isArchived: true });
    const { review, earlier, isAttemptActive } = await readVersions(third);
    expect([review, ...earlier].map(version => [version.attemptId, version.version])).toEqual([
      [third.attemptId, 3],
      [second.attemptId, 2],
      [first.attemptId, 1],
    ]);
    expect(isAttemptActive).toBe(false);
    await expect(record(deliveryFor(third))).rejects.toMatchObject({ code: 'review_already_exists' });
  });

  it('a REST review with the bytes of the former one is a new review if its path names another id', async () => {
    const body = Buffer.from('{"status":"passed"}');
    const deliveryFrom = async (externalId: string) => {
      const { locate: _, ...parsed } = parseRestReview(body, externalId);
      return { ...parsed, reviewStatus: 'Clean', recordLocator: externalId };
    };
    const first = await storedAttempt(stores, examId);
    const { attemptCode } = first;
    await record({ attemptCode, ...(await deliveryFrom(first.externalId)) });
    const second = await reuse(first, { externalId: randomUUID() });
    expect(await record({ attemptCode, ...(await deliveryFrom(second.externalId)) })).toMatchObject({
      outcome: 'stored',
    });
    expect(await statusOf(second)).toBe('verified');
    const again = await deliveryFrom(second.externalId.toUpperCase());
    expect(await record({ attemptCode, ...again })).toMatchObject({ outcome: 'repeated' });
  });

  it('accepts the bytes of another attempt’s review that an earlier release stored', async () => {
    const body = Buffer.from('{"status":"passed"}');
    const deliveryFrom = ({ attemptCode, externalId }: Attempt) => {
      const { locate: _, ...parsed } = parseRestReview(body, externalId ?? '');
      return { ...parsed, attemptCode, reviewStatus: 'Clean', recordLocator: externalId };
    };
    const first = await storedAttempt(stores, examId);
    const { bytesDigest = '', ...before } = deliveryFrom(first);
    await record({ ...before, digest: bytesDigest });
    const second = await reuse(first, { externalId: randomUUID() });
    expect(await record(deliveryFrom(second))).toMatchObject({ outcome: 'stored' });
    expect(await statusOf(second)).toBe('verified');
  });

  it('recognises by its bytes a delivery that an earlier release stored', async () => {
    const attempt = await storedAttempt(stores, examId);
    const { attemptCode, externalId } = attempt;
    const { locate: _, bytesDigest = '', ...parsed } = parseRestReview(Buffer.from('{"status":"passed"}'), externalId);
    const delivery = { ...parsed, attemptCode, recordLocator: externalId, reviewStatus: 'Clean' };
    await record({ ...delivery, digest: bytesDigest });
    expect(await record({ ...delivery, bytesDigest })).toMatchObject({ outcome: 'repeated' });
  });
});

describe('verdicts that arrive out of order', () => {
  it('an earlier verdict becomes an earlier version and changes no status', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(verdictAt(attempt, 2, BAD), UPDATES);
    const before = await stores.ports.attempts.read(attempt.attemptId);
    const lateDelivery = verdictAt(attempt, 1, { ...GOOD, comments: [], videoLink: 'https://vendor.example/late' });
    expect(await record(lateDelivery, UPDATES)).toMatchObject({ outcome: 'stored', attemptId: attempt.attemptId });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toEqual(before);
    const { review, earlier } = await readVersions(attempt);
    expect(review).toMatchObject({ ...BAD, version: 2, verdictAt: minute(2) });
    expect(earlier).toMatchObject([{ ...GOOD, version: 1, verdictAt: minute(1), comments: [] }]);
    expect(earlier[0]?.videoLink).toBe(lateDelivery.videoLink);
    expect(await record(lateDelivery, UPDATES)).toMatchObject({ outcome: 'repeated' });
    expect((await readVersions(attempt)).earlier).toHaveLength(1);
  });

  it.each([
    ['of the same moment', 1, 1],
    ['without a time', 1, null],
    ['after one without a time', null, 1],
    ['without any times', null, null],
  ])('the order of arrival counts for verdicts %s', async (_case, first, second) => {
    const attempt = await storedAttempt(stores, examId);
    await record(verdictAt(attempt, first, BAD), UPDATES);
    await record(verdictAt(attempt, second, GOOD), UPDATES);
    expect(await statusOf(attempt)).toBe('verified');
    expect(await readVersions(attempt)).toMatchObject({
      review: { ...GOOD, version: 2 },
      earlier: [{ ...BAD, version: 1 }],
    });
  });

  it('an earlier verdict stays earlier even if one without a time arrived in between', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(verdictAt(attempt, 2, BAD), UPDATES);
    await record(verdictAt(attempt, null, GOOD), UPDATES);
    await record(verdictAt(attempt, 1, BAD), UPDATES);
    expect(await statusOf(attempt)).toBe('verified');
    expect(await readVersions(attempt)).toMatchObject({ review: { ...GOOD, version: 3 }, earlier: [BAD, BAD] });
    await record(verdictAt(attempt, 3, BAD), UPDATES);
    expect(await statusOf(attempt)).toBe('rejected');
  });

  it('one that was refused and recorded later is in the order of its arrival', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(verdictAt(attempt, 2, BAD), UPDATES);
    await record(deliveryFor(attempt, { ...GOOD, arrivedAt: minute(1) }), UPDATES);
    expect(await statusOf(attempt)).toBe('rejected');
    expect(await readVersions(attempt)).toMatchObject({ review: BAD, earlier: [{ ...GOOD, verdictAt: null }] });
  });

  it('without review updates a late verdict is rejected as a second review', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(verdictAt(attempt, 2, BAD));
    await expect(record(verdictAt(attempt, 1, GOOD))).rejects.toMatchObject({ code: 'review_already_exists' });
  });

  it('an archived attempt keeps its state; its versions are ordered in the same way', async () => {
    const attempt = await storedAttempt(stores, examId);
    await record(verdictAt(attempt, 2, BAD), UPDATES);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect(await record(verdictAt(attempt, 1, GOOD), UPDATES)).toMatchObject({ outcome: 'stored', isArchived: true });
    expect(await readVersions(attempt)).toMatchObject({ review: BAD, earlier: [GOOD], isAttemptActive: false });
  });

  it('a new attempt under the code is reviewed regardless of the times', async () => {
    const first = await storedAttempt(stores, examId);
    await record(verdictAt(first, 8, BAD), UPDATES);
    await record(verdictAt(first, 7, GOOD), UPDATES);
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const { attemptCode, externalId } = first;
    const second = await storedAttempt(stores, examId, { attemptCode, externalId });
    await record(verdictAt(second, 1, GOOD), UPDATES);
    expect(await statusOf(second)).toBe('verified');
    const { review, earlier } = await readVersions(second);
    expect([review, ...earlier].map(version => [version.attemptId, version.verdictAt, version.version])).toEqual([
      [second.attemptId, minute(1), 3],
      [first.attemptId, minute(8), 2],
      [first.attemptId, minute(7), 1],
    ]);
  });
});

describe('an archived attempt', () => {
  it('gets its review and keeps its state', async () => {
    const attempt = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect(await record(deliveryFor(attempt))).toMatchObject({ outcome: 'stored', isArchived: true });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toBeUndefined();
    expect(await readVersions(attempt)).toMatchObject({ isAttemptActive: false });
  });

  it('gets it also after a manual deletion from the table', async () => {
    const attempt = await storedAttempt(stores, examId);
    stores.deleteManually(attempt);
    expect(await record(deliveryFor(attempt))).toMatchObject({ outcome: 'stored', isArchived: true });
  });
});
