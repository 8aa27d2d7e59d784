import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCHEDULE } from '../../../src/domain/actors.ts';
import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import { type Attempt, withChange } from '../../../src/domain/attempts/attempt.ts';
import { timeOutChange } from '../../../src/domain/attempts/timeOut.ts';
import type { Exam } from '../../../src/domain/exams/exam.ts';
import { laterBy } from '../../../src/domain/time.ts';
import { anAllowance, anAttempt, anExam, NOW } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';

// DynamoDB Local deletes items whose time to live is over.
const TODAY = new Date().toISOString();
const USER = { id: 1, username: 'mina', email: 'mina@example.com' };
const contentOf = ({ courseId, contentId }: Exam) => ({ courseId, contentId });
const BY = { role: 'staff', userId: 900 } as const;

describe.each(IMPLEMENTATIONS)('reads across attempts $name', ({ open }) => {
  let stores: Implementation;
  let ports: Implementation['ports'];
  beforeAll(async () => {
    stores = await open();
    ports = stores.ports;
  });

  const create = async (overrides: Partial<Attempt> = {}) => {
    const attempt = anAttempt(overrides);
    expect(await ports.attempts.create(attempt, { staleOwners: [] })).toEqual({ stored: true });
    return attempt;
  };
  const next = (attempt: Attempt, change: Partial<Attempt>) => withChange(attempt, change, { now: NOW, by: BY });
  const RUNNING = { status: 'started', startedAt: NOW, allowedTimeSeconds: 60 } as const;
  const END = laterBy(NOW, 60);

  describe('the attempts of a learner with their exams', () => {
    const storeExam = async (overrides: Partial<Exam> = {}) => {
      const exam = anExam({ examId: randomInt(1, 2 ** 40), contentId: randomUUID(), backend: 'p', ...overrides });
      expect(await ports.authoring.create(exam)).toBe('created');
      return exam;
    };
    const grant = (exam: Exam, user: Attempt['user'], value: string) =>
      ports.allowances.replace(
        undefined,
        anAllowance({ examId: exam.examId, courseId: exam.courseId, user, key: ADDITIONAL_TIME, value }),
        undefined,
      );

    it('in progress are the newest first, without those whose exam is gone', async () => {
      const [exam, other] = [await storeExam(), await storeExam()];
      const { user, attemptId } = anAttempt();
      await grant(exam, user, '3');
      await grant(other, user, '5');
      const first = await create({ user, attemptId, examId: exam.examId, ...RUNNING });
      const stopped = { attemptId: attemptId + 1, examId: other.examId, status: 'ready_to_submit' } as const;
      const second = await create({ user, ...stopped });
      await create({ user, attemptId: attemptId + 2, examId: 3 });
      await create({ user, attemptId: attemptId + 3, examId: 4, ...RUNNING });
      await create({ ...RUNNING, examId: exam.examId });
      // The running clock includes the additional time.
      const inProgress = [
        { attempt: second, terms: { exam: other, additionalSeconds: 300 } },
        { attempt: first, terms: { exam, additionalSeconds: 0 } },
      ];
      expect(await ports.learnerAttempts.inProgressOf(user.id)).toEqual(inProgress);
      const [atContent, content] = [{ terms: { exam, additionalSeconds: 180 }, current: first }, contentOf(exam)];
      expect(await ports.learnerAttempts.inProgressAndAtContent(user.id, content)).toEqual({
        inProgress,
        atContent,
      });
      await ports.attempts.write(first, next(first, { status: 'submitted' }));
      expect(await ports.learnerAttempts.inProgressOf(user.id)).toEqual(inProgress.slice(0, 1));
    });

    it('at an exam are the current one, with the exam and the additional time', async () => {
      const exam = await storeExam();
      const { user, attemptId } = anAttempt();
      await grant(exam, user, '7');
      const at = [
        () => ports.learnerAttempts.atExam(user.id, exam.examId),
        () => ports.learnerAttempts.atContent(user.id, contentOf(exam)),
        async () => (await ports.learnerAttempts.inProgressAndAtContent(user.id, contentOf(exam))).atContent,
      ];
      const terms = { exam, additionalSeconds: 420 };
      for (const read of at) expect(await read()).toEqual({ terms, current: undefined });
      const first = await create({ user, attemptId, examId: exam.examId, status: 'submitted' });
      for (const read of at) expect(await read()).toEqual({ terms, current: first });
      await ports.attempts.remove(first, { at: NOW, by: BY, reason: null });
      for (const read of at) expect(await read()).toEqual({ terms, current: undefined });
    });

    it('at an unknown exam are none', async () => {
      const { courseId } = await storeExam();
      const unknown = { courseId, contentId: randomUUID() };
      expect(await ports.learnerAttempts.atExam(1, 2 ** 50)).toBeUndefined();
      expect(await ports.learnerAttempts.atContent(1, unknown)).toBeUndefined();
      const none = { inProgress: [], atContent: undefined };
      expect(await ports.learnerAttempts.inProgressAndAtContent(randomInt(2 ** 40), unknown)).toEqual(none);
    });
  });

  describe('lists', () => {
    it('have the current attempts of a course, newest first, in pages, filtered by name', async () => {
      const courseId = randomUUID();
      const base = randomInt(1, 2 ** 40);
      const created: Attempt[] = [];
      for (const offset of [3, 1, 4, 2, 5]) {
        const user = { id: base + offset, username: `Name${offset}`, email: offset > 3 ? 'X@Y.example' : '' };
        created.push(await create({ courseId, attemptId: base + offset, user }));
      }
      await create({ courseId, isCurrent: false });
      await create({ courseId: randomUUID() });
      created.sort((a, b) => b.attemptId - a.attemptId);
      const page = (options: object) => ports.lists.ofCourse(courseId, { limit: 2, ...options });
      const { attempts, nextCursor } = await page({});
      expect(attempts).toEqual(created.slice(0, 2));
      const second = await page({ cursor: nextCursor ?? '' });
      expect(second.attempts).toEqual(created.slice(2, 4));
      expect(await page({ cursor: second.nextCursor ?? '' })).toEqual({ attempts: created.slice(4), nextCursor: null });
      expect(await page({ skip: 3 })).toEqual({ attempts: created.slice(3), nextCursor: null });
      expect(await page({ search: 'x@y' })).toEqual({ attempts: created.slice(0, 2), nextCursor: null });
      expect((await page({ search: 'nAME3' })).attempts).toEqual([created[2]]);
      await expect(page({ cursor: 'foreign' })).rejects.toMatchObject({ code: 'invalid_request' });
      expect(await ports.lists.count(courseId, { search: undefined, atMost: 100 })).toBe(5);
      expect(await ports.lists.count(courseId, { search: undefined, atMost: 3 })).toBe(3);
      expect(await ports.lists.count(courseId, { search: 'x@y', atMost: 100 })).toBe(2);
    });

    it('have all attempts of a course, or of an exam, superseded ones included, newest first, in pages', async () => {
      const courseId = randomUUID();
      const base = randomInt(1, 2 ** 40);
      const made: Attempt[] = [];
      for (const offset of [3, 1, 4, 2, 5]) {
        const fields = { isCurrent: offset > 2, examId: (offset % 2) + 1, user: { ...USER, id: base + offset } };
        made.push(await create({ courseId, attemptId: base + offset, ...fields }));
      }
      await create({ courseId: randomUUID() });
      made.sort((a, b) => b.attemptId - a.attemptId);
      const entries = made.map(({ attemptId, examId, user }) => ({ attemptId, examId, user }));
      const page = (options: object) => ports.lists.allOfCourse(courseId, { limit: 2, ...options });
      const first = await page({});
      expect(first.entries).toEqual(entries.slice(0, 2));
      const second = await page({ cursor: first.nextCursor ?? '' });
      expect(second.entries).toEqual(entries.slice(2, 4));
      expect(await page({ cursor: second.nextCursor ?? '' })).toEqual({ entries: entries.slice(4), nextCursor: null });
      expect(await page({ limit: 5 })).toEqual({ entries, nextCursor: null });
      const ofExam = entries.filter(({ examId }) => examId === 2);
      expect(await page({ limit: 3, examId: 2 })).toEqual({ entries: ofExam, nextCursor: null });
      const rest = await page({ examId: 2 });
      expect((await page({ examId: 2, cursor: rest.nextCursor ?? '' })).entries).toEqual(ofExam.slice(2));
      await expect(page({ cursor: 'foreign' })).rejects.toMatchObject({ code: 'invalid_request' });

      const [removed, changed, ...others] = made as [Attempt, Attempt, ...Attempt[]];
      await ports.attempts.remove(removed, { at: NOW, by: BY, reason: null });
      const verified = next(changed, { status: 'verified' });
      await ports.attempts.write(changed, verified);
      expect(await ports.lists.readEntries(entries)).toEqual([verified, ...others]);
      expect(await ports.lists.readEntries([...entries].reverse(), { isConsistent: false })).toEqual(
        [verified, ...others].reverse(),
      );
      expect(await page({ limit: 5 })).toEqual({ entries: entries.slice(1), nextCursor: null });
    });

    it('have all attempts of the same learners at the same exams', async () => {
      const first = await create({ isCurrent: false });
      const { examId, user, attemptId } = first;
      const current = anAttempt({ examId, user, attemptId: attemptId + 1, hasPreviousAttempt: true });
      await ports.attempts.create(current, { staleOwners: [attemptId] });
      const only = await create();
      expect(await ports.lists.allAttemptsByCurrent([current, only])).toEqual(
        new Map([[current.attemptId, { newest: [current, first], count: 2 }]]),
      );
    });

    it('have their exams', async () => {
      const exam = anExam({ examId: randomInt(1, 2 ** 40), contentId: randomUUID() });
      await ports.authoring.create(exam);
      const listed = [{ examId: exam.examId }, { examId: exam.examId }, { examId: 1 }];
      expect(await ports.lists.examsOf(listed)).toEqual(new Map([[exam.examId, exam]]));
    });
  });

  describe('the schedule', () => {
    const scheduled = async (until: string) => {
      const { buckets, read } = ports.schedule;
      const pages = await Promise.all(buckets.map(bucket => read(bucket, until, undefined)));
      return new Map(pages.flatMap(({ scheduled }) => scheduled).map(entry => [entry.attemptId, entry]));
    };
    const close = ({ attemptId }: Attempt, scheduledAt = END) =>
      ports.schedule.close({ attemptId, scheduledAt }, timeOutChange(scheduledAt, laterBy(END, 5), 'submitted'));

    it('has running attempts by the end of their time, and unfinished cascades', async () => {
      const running = await create(RUNNING);
      const readyToSubmit = await create({ ...RUNNING, status: 'ready_to_submit' });
      const declined = await create({ status: 'declined', cascadePending: true, modifiedAt: NOW });
      const others = [await create(), await create({ ...RUNNING, status: 'submitted' })];
      const scheduledAttempts = await scheduled(END);
      expect(scheduledAttempts.get(running.attemptId)).toEqual({ attemptId: running.attemptId, scheduledAt: END });
      expect(scheduledAttempts.get(readyToSubmit.attemptId)?.scheduledAt).toBe(END);
      expect(scheduledAttempts.get(declined.attemptId)?.scheduledAt).toBe(NOW);
      for (const { attemptId } of others) expect(scheduledAttempts.has(attemptId)).toBe(false);
      const before = await scheduled(laterBy(END, -0.001));
      expect([before.has(running.attemptId), before.has(declined.attemptId)]).toEqual([false, true]);
    });

    it('closes at the end of the time, and raises the version', async () => {
      const attempt = await create({ ...RUNNING, isResumable: true });
      expect(await close(attempt)).toBe('closed');
      expect(await ports.attempts.read(attempt.attemptId)).toEqual({
        ...{ ...attempt, status: 'submitted', completedAt: END, isResumable: false, version: 2 },
        ...{ modifiedAt: laterBy(END, 5), lastChange: { by: SCHEDULE, reason: null } },
      });
      expect((await scheduled(END)).has(attempt.attemptId)).toBe(false);
      expect(await close(attempt)).toBe('conflicted');
    });

    it('leaves an attempt with another end, a removed one and one with an unfinished cascade', async () => {
      const [moved, removed] = [await create(RUNNING), await create(RUNNING)];
      const later = next(moved, { allowedTimeSeconds: 90 });
      await ports.attempts.write(moved, later);
      await ports.attempts.remove(removed, { at: NOW, by: BY, reason: null });
      expect([await close(moved), await close(removed)]).toEqual(['conflicted', 'conflicted']);
      expect(await ports.attempts.read(moved.attemptId)).toEqual(later);
      const declined = await create({ status: 'declined', cascadePending: true, modifiedAt: NOW });
      expect(await close(declined, NOW)).toBe('cascade_pending');
      expect(await ports.attempts.read(declined.attemptId)).toEqual(declined);
    });
  });

  describe('the history', () => {
    /** An attempt that was submitted and verified. */
    const createStates = (overrides: Partial<Attempt> = {}) => {
      const created = anAttempt(overrides);
      const renamed = next(created, { studentName: 'Other' });
      const submitted = next(renamed, { status: 'submitted' });
      return [created, renamed, submitted, next(submitted, { status: 'verified' })] as const;
    };

    it('has an entry for each change of a status, newest first, in pages', async () => {
      const states = createStates();
      const [{ attemptCode, attemptId }, renamed, submitted, verified] = states;
      await ports.attempts.create(verified, { staleOwners: [] });
      await ports.attempts.remove(verified, { at: laterBy(NOW, 9), by: BY, reason: 'why' });
      await stores.archive([...states, undefined]);
      const { entries, nextCursor } = await ports.history.readPage(attemptCode, 10);
      expect(nextCursor).toBeNull();
      expect(entries).toEqual([
        {
          ...{ attempt: verified, change: 'removed', toStatus: null, changedBy: BY, reason: 'why' },
          changedAt: laterBy(NOW, 9),
        },
        {
          attempt: submitted,
          change: 'status_changed',
          toStatus: 'verified',
          changedAt: NOW,
          changedBy: BY,
          reason: null,
        },
        {
          attempt: renamed,
          change: 'status_changed',
          toStatus: 'submitted',
          changedAt: NOW,
          changedBy: BY,
          reason: null,
        },
      ]);
      const first = await ports.history.readPage(attemptCode, 2);
      expect(first.entries).toEqual(entries.slice(0, 2));
      const second = await ports.history.readPage(attemptCode, 2, first.nextCursor ?? '');
      expect(second).toEqual({ entries: entries.slice(2), nextCursor: null });
      expect(await ports.history.readNewest(attemptCode, attemptId)).toEqual(entries[0]);
      expect(await ports.history.readNewest(attemptCode, attemptId + 1)).toBeUndefined();
      expect(await ports.history.readPage('none', 10)).toEqual({ entries: [], nextCursor: null });
    });

    it('of a reused code has the later attempt first', async () => {
      const [attemptCode, attemptId] = [randomUUID(), randomInt(1, 2 ** 40)];
      const [later, earlier] = [
        createStates({ attemptCode, attemptId: attemptId + 1 }),
        createStates({ attemptCode, attemptId }),
      ];
      for (const states of [later, earlier]) await stores.archive(states);
      const { entries } = await ports.history.readPage(attemptCode, 10);
      const ids = [attemptId + 1, attemptId + 1, attemptId, attemptId];
      expect(entries.map(({ attempt }) => attempt.attemptId)).toEqual(ids);
      expect((await ports.history.readNewest(attemptCode, attemptId))?.attempt.attemptId).toBe(attemptId);
    });

    it('has an unknown actor for a manual change, also one that raises the version by two', async () => {
      // A review, by the vendor or staff, raises the version by two.
      for (const [by, version] of [
        [BY, 1],
        [{ role: 'learner', userId: 901 }, 3],
      ] as const) {
        const created = anAttempt({ lastChange: { by, reason: 'why' } });
        await stores.archive([created, { ...created, status: 'verified', version }]);
        const { entries } = await ports.history.readPage(created.attemptCode, 10);
        expect(entries).toMatchObject([{ changedBy: { role: 'unknown', userId: null }, reason: null }]);
      }
    });

    it('does not name an erased learner', async () => {
      const states = createStates();
      await ports.erasure.mark(states[0].user.id, NOW);
      await stores.archive(states);
      const { entries } = await ports.history.readPage(states[0].attemptCode, 10);
      for (const { attempt } of entries) {
        expect(attempt).toMatchObject({ user: { id: states[0].user.id, username: '', email: '' }, studentName: '' });
      }
    });
  });

  describe('an erasure', () => {
    it('is marked once, and stores its progress', async () => {
      const [userId, { erasure }] = [randomInt(1, 2 ** 40), ports];
      expect(await erasure.mark(userId, NOW)).toEqual({ markedAt: NOW, doneUpTo: null });
      await erasure.saveProgress(userId, 'there');
      expect(await erasure.mark(userId, laterBy(NOW, 5))).toEqual({ markedAt: NOW, doneUpTo: 'there' });
      await erasure.saveProgress(userId, null);
      expect(await erasure.mark(userId, laterBy(NOW, 6))).toEqual({ markedAt: NOW, doneUpTo: null });
    });

    it('finds the learner’s items and removes the personal data', async () => {
      const { user, examId } = anAttempt();
      const live = await create({ user, examId, lastChange: { by: BY, reason: 'Mina asked' } });
      const removed = await create({ user, examId: examId + 1 });
      await ports.attempts.remove(removed, { at: NOW, by: BY, reason: 'Mina left' });
      await stores.archive([removed, undefined]);
      const allowance = anAllowance({ user, examId, value: 'Mina may stand' });
      await ports.allowances.replace(undefined, allowance, undefined);
      await ports.registrations.reserve({ examId, userId: user.id }, 'CODE', { now: TODAY, until: TODAY });
      const otherAttempt = await create();
      const traces = await ports.erasure.findPersonalData(user.id);
      expect(traces.map(({ kind }) => kind).sort()).toEqual(['allowances', 'code', 'code', 'entry', 'entry']);
      for (let round = 0; round < 2; round++) {
        for (const trace of traces) await ports.erasure.anonymise(user.id, trace, { at: END, by: BY });
      }
      const anonymous = { user: { id: user.id, username: '', email: '' }, studentName: '' };
      expect(await ports.attempts.read(live.attemptId)).toEqual({
        ...{
          ...live,
          ...anonymous,
          isErased: true,
          version: 2,
          modifiedAt: END,
          lastChange: { by: BY, reason: null },
        },
      });
      expect(await ports.directory.readCode(removed.attemptCode)).toMatchObject({
        ...{ attempt: anonymous, removal: { at: NOW, by: BY, reason: null } },
      });
      expect((await ports.history.readPage(removed.attemptCode, 5)).entries).toMatchObject([
        { attempt: anonymous, reason: null },
      ]);
      expect(await ports.allowances.ofLearnerAtExam(examId, user.id)).toEqual([
        { ...allowance, user: anonymous.user, value: '', version: 2 },
      ]);
      const reserved = await ports.registrations.reserve({ examId, userId: user.id }, 'NEW', {
        now: TODAY,
        until: TODAY,
      });
      expect(reserved).toMatchObject({ outcome: 'reserved', reservation: { attemptCode: 'NEW' } });
      expect(await ports.attempts.read(otherAttempt.attemptId)).toEqual(otherAttempt);
    });
  });
});
