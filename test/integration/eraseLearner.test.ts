import { beforeAll, describe, expect, it } from 'vitest';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import type { Item } from '../../src/store/dynamodb/item.ts';
import { PERSONAL_ATTRIBUTES, RETAINED_ATTRIBUTES } from '../../src/store/privacy/anonymiseImage.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { readReview, readReviewPayload } from '../../src/usecases/reviews/readReview.ts';
import { aCaller, anAttempt, NOW, STAFF } from '../support/builders.ts';
import { aLearner, leaveRegistration, NAME, storeLearnerHistory } from '../support/erasure.ts';
import { injectFaults } from '../support/faultyClient.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { grantedTo } from '../support/iamPermissions.ts';
import { attributesWith, everything, locationsOf } from '../support/personalDataTraces.ts';
import { IS_LONG } from '../support/runs.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { editManually } from '../support/timeOuts.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

/** At one moment: on a busy machine it would reach the time limit of a request. */
const erase = (userId: number) => {
  const now = stores.ports.clock();
  return eraseLearner({ ...stores.ports, clock: () => now }, STAFF, userId);
};
const read = (attemptId: number) => stores.ports.attempts.read(attemptId);
/** Without compressed parts, which name no id. */
const textOf = (item: Item) => JSON.stringify(item, (_, value) => (value instanceof Uint8Array ? '' : value));

/** Every stored attribute that can hold a text about a learner: a new one is added here, and to the erasure. */
const PERSONAL: readonly string[] = [
  'attempts attempts email',
  'attempts attempts last_change.reason',
  'attempts attempts student_name',
  'attempts attempts username',
  'directory code# attempt.email',
  'directory code# attempt.student_name',
  'directory code# attempt.username',
  'directory code# removal.reason',
  'directory email# key',
  'directory learner# email',
  'directory learner# name',
  'directory learner# username',
  'directory removal# removal.reason',
  'directory username# key',
  'directory vendor# registered.download_url',
  'directory vendor# registered.instructions',
  'exams allowance# email',
  'exams allowance# listed_as',
  'exams allowance# set_by.reason',
  'exams allowance# username',
  'exams allowance# value',
  'exams former_allowance# email',
  'exams former_allowance# username',
  'exams former_allowance# value',
  'exams time_job# set_by.reason',
  'history history attempt.email',
  'history history attempt.last_change',
  'history history attempt.note',
  'history history attempt.student_name',
  'history history attempt.username',
  'history history changed_by.reason',
  'history history packed_attempt',
  'records attempt# text',
  'reviews comments# data',
  'reviews payload# data',
  'reviews reviews comments',
  'reviews reviews video_link',
  'reviews version# comments',
  'reviews version# video_link',
];

describe('erasing a learner', () => {
  it('leaves no identifying text in any table, and changes no other learner’s data, by the permissions of its role', async () => {
    const fresh = await freshStores();
    const { person, other, before } = await storeLearnerHistory(fresh);
    const otherLearnersAttempt = await storedAttempt(fresh, await storedExam(fresh));
    expect(await attributesWith(fresh, NAME)).toEqual(PERSONAL);
    const was = await everything(fresh);
    fresh.calls.take();
    await eraseLearner(fresh.ports, STAFF, person.id);
    expect(fresh.calls.takeRights()).toEqual(grantedTo('privacy', fresh.tables));
    expect(await locationsOf(fresh, NAME)).toEqual([]);
    const is = await everything(fresh);
    const otherIds = [other, otherLearnersAttempt].flatMap(({ user, attemptId }) => [user.id, attemptId].map(String));
    for (const [key, item] of was) {
      const text = textOf(item);
      if (otherIds.some(id => text.includes(id))) expect(is.get(key), key).toEqual(item);
    }
    const { review, earlier } = await readReview(fresh.ports, STAFF, before.attemptCode);
    expect(review).toMatchObject({ attemptId: other.attemptId, comments: [{ comment: 'Looked away' }] });
    expect(earlier).toMatchObject([{ attemptId: before.attemptId, videoLink: null, comments: [{ comment: '' }] }]);
  });

  it('changes no status, writes live attempts with their conditions, and archives nothing', async () => {
    const { person, live, archived } = await aLearner(stores);
    const before = await read(live.attemptId);
    await erase(person.id);
    const after = await read(live.attemptId);
    expect(after).toEqual({
      ...before,
      user: { id: person.id, username: '', email: '' },
      studentName: '',
      isErased: true,
      version: (before?.version ?? 0) + 1,
      modifiedAt: expect.any(String),
      lastChange: { by: { role: 'staff', userId: STAFF.userId }, reason: null },
    });
    const located = await locateAttempt(stores.ports, archived.attemptCode);
    expect(located).toMatchObject({ isArchived: true, attempt: { status: 'created', studentName: '' } });
    const { entries } = await stores.ports.history.readPage(archived.attemptCode, 10);
    expect(entries).toMatchObject([{ change: 'removed', changedBy: { userId: STAFF.userId }, reason: null }]);
  });

  it('keeps a review’s verdict and the times of its comments, and removes the payload', async () => {
    const { person, live } = await aLearner(stores);
    await erase(person.id);
    const { review } = await readReview(stores.ports, STAFF, live.attemptCode);
    expect(review).toMatchObject({ reviewStatus: 'Clean', videoLink: null });
    expect(review.comments).toEqual([
      expect.objectContaining({ start: 1, stop: 2, comment: '', status: 'Suspicious' }),
    ]);
    await expect(readReviewPayload(stores.ports, STAFF, live.attemptCode)).rejects.toMatchObject({
      code: 'review_payload_not_kept',
    });
  });

  it('keeps additional time, and the existence of other allowances', async () => {
    const { person, examId } = await aLearner(stores);
    const request = { examId, userInfo: String(person.id), key: 'additional_time_granted', value: '45' };
    await setAllowance(stores.ports, STAFF, request);
    await erase(person.id);
    expect(await stores.ports.allowances.ofLearnerAtExam(examId, person.id)).toMatchObject([
      { key: 'additional_time_granted', value: '45', user: { username: '', email: '' } },
      { key: 'review_policy_exception', value: '' },
    ]);
  });

  it('removes manually added attributes of an attempt', async () => {
    const { person, live } = await aLearner(stores);
    await editManually(stores, live.attemptId, 'SET note = :n, username = :u', { ':n': { text: NAME }, ':u': [NAME] });
    await erase(person.id);
    expect(await locationsOf(stores, `${NAME}${person.id}`)).toEqual([]);
    expect(await read(live.attemptId)).toMatchObject({ status: 'verified', user: { username: '' } });
  });

  it('of an unknown learner succeeds', async () => {
    await erase(123_456_789);
  });

  it('is for global staff only', async () => {
    for (const caller of [aCaller(), aCaller({ courseStaff: ['course-v1:ExampleU+PHY201+2026'] })]) {
      await expect(eraseLearner(stores.ports, caller, 7)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('classifies each attribute of an attempt as personal or not', () => {
    const instant = NOW;
    const attempt = anAttempt({
      ...{ startedAt: instant, completedAt: instant, allowedTimeSeconds: 1, baseTimeSeconds: 1 },
      ...{ timeRemainingSeconds: 1, reviewPolicyId: 1, hasPreviousAttempt: true, cascadePending: true },
      ...{ watchedBy: 'x', createdPractice: false, createdProctored: true, includedAdditionalSeconds: 1 },
      examPausedSeconds: 1,
      ...{ previousAttemptId: 1, statusBeforeReset: 'error' },
      ...{ isErased: true, backend: 'x', lastChange: { by: { role: 'staff', userId: 1 }, reason: 'x' } },
    });
    const classified = [...RETAINED_ATTRIBUTES, ...PERSONAL_ATTRIBUTES];
    const stored = [
      ...Object.keys(toAttemptItem(attempt)),
      ...Object.keys(toAttemptItem({ ...attempt, status: 'started' })),
    ];
    expect(classified.sort()).toEqual([...new Set(stored)].sort());
  });
});

describe('erasing can be repeated', () => {
  it('and changes nothing then', async () => {
    const { person } = await aLearner(stores);
    await erase(person.id);
    const before = await everything(stores);
    await erase(person.id);
    expect(await everything(stores)).toEqual(before);
  });

  it('and completes an erasure that was interrupted anywhere', async () => {
    const faulty = await freshStores();
    const faults = injectFaults(faulty.client);
    let calls = Number.POSITIVE_INFINITY;
    // At length it is cut off at each call, otherwise at every 29th, with both failures in turn.
    for (let at = 0; at < calls; at += IS_LONG ? 1 : 29) {
      const { person } = await aLearner(faulty);
      faulty.calls.take();
      faults.next([...Array.from({ length: at }, () => 'ok' as const), at % 2 ? 'answer lost' : 'refused']);
      const interrupted = eraseLearner(faulty.ports, STAFF, person.id);
      const isCutOff = await interrupted.then(
        () => false,
        () => true,
      );
      faults.next([]);
      if (!isCutOff) calls = Math.min(calls, faulty.calls.take().length);
      await eraseLearner(faulty.ports, STAFF, person.id);
    }
    expect(await locationsOf(faulty, NAME), 'every one was finished').toEqual([]);
    expect(calls).toBeGreaterThan(20);
  });

  it('and continues where a request reached its time limit', async () => {
    const { person } = await aLearner(stores);
    await Promise.all(Array.from({ length: 25 }, (_, exam) => leaveRegistration(stores, exam, person.id)));
    const start = Date.parse(NOW);
    let readCount = 0;
    // Each read of the clock is six seconds later: two groups at a time.
    const clock = () => new Date(start + readCount++ * 6000).toISOString();
    const erasing = () => eraseLearner({ ...stores.ports, clock }, STAFF, person.id);
    await expect(erasing()).rejects.toMatchObject({ code: 'retirement_unfinished' });
    expect(await locationsOf(stores, `${NAME}${person.id}`)).not.toEqual([]);
    await erasing();
    expect(await locationsOf(stores, `${NAME}${person.id}`)).toEqual([]);
    const marker = (await everything(stores, ['directory'])).get(`directory retired#${person.id}`);
    expect(marker).toEqual({ key: `retired#${person.id}`, retired_at: expect.any(String) });
  });
});

describe('a learner who was erased', () => {
  it('is not named by later changes of their attempts', async () => {
    const { person } = await aLearner(stores);
    const { attemptId } = await storedAttempt(stores, await storedExam(stores), { user: person });
    await erase(person.id);
    const learner = aCaller({ userId: person.id, username: person.username });
    await actOnAttempt(stores.ports, learner, attemptId, 'start');
    await actOnAttempt(stores.ports, learner, attemptId, 'error', { reason: NAME });
    await expect(changeStudentName(stores.ports, STAFF, attemptId, NAME)).rejects.toMatchObject({
      code: 'learner_retired',
    });
    expect(await read(attemptId)).toMatchObject({ status: 'error', studentName: '', lastChange: { reason: null } });
    await removeAttempt(stores.ports, STAFF, attemptId, NAME);
    expect(await locationsOf(stores, NAME)).toEqual([]);
  });

  it('can have a new attempt that names nobody', async () => {
    const { person } = await aLearner(stores);
    await erase(person.id);
    const attempt = await storedAttempt(stores, await storedExam(stores), { user: person });
    expect(attempt).toMatchObject({ user: { id: person.id, username: '' }, studentName: '', isErased: true });
    expect(await read(attempt.attemptId)).toEqual(attempt);
    expect(await locationsOf(stores, `${NAME}${person.id}`)).toEqual([]);
  });

  it('is not found by any name, and gets no allowance', async () => {
    const { person, examId } = await aLearner(stores);
    await erase(person.id);
    await stores.ports.learners.register([person]);
    expect(await stores.ports.learners.find(person.username)).toBeUndefined();
    expect(await stores.ports.learners.find(String(person.id))).toBeUndefined();
    const granted = {
      ...{ allowanceId: 1, examId, courseId: 'c', user: person, key: 'k', value: NAME, version: 1 },
      ...{ createdAt: NOW, modifiedAt: NOW, setBy: { role: 'staff', userId: 1 } as const },
    };
    await expect(stores.ports.allowances.replace(undefined, granted, undefined)).rejects.toMatchObject({
      code: 'learner_not_known',
    });
    expect(await locationsOf(stores, `${NAME}${person.id}`)).toEqual([]);
  });
});
