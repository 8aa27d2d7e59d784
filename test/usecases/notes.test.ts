import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { addNote, readNotes } from '../../src/usecases/notes/notes.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { aCaller, COURSE, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { attemptRequest, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const { ports } = stores;
let examId: number;
beforeAll(async () => {
  examId = await storedExam(stores);
});

const COURSE_STAFF = aCaller({ userId: 901, courseStaff: [COURSE] });
const add = ({ attemptCode }: Pick<Attempt, 'attemptCode'>, text: string, caller = COURSE_STAFF) =>
  addNote(ports, caller, attemptCode, text);
const read = ({ attemptCode }: Pick<Attempt, 'attemptCode'>, caller = COURSE_STAFF) =>
  readNotes(ports, caller, attemptCode, { limit: 100 });
const textsOf = async (attempt: Attempt, caller = COURSE_STAFF) =>
  (await read(attempt, caller)).notes.map(({ text }) => text);
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'done').catch(({ code }) => code);

describe('notes on an attempt', () => {
  it('have author and time, are read newest first, and stay when the attempt is removed', async () => {
    const attempt = await storedAttempt(stores, examId);
    const first = await add(attempt, 'first');
    await removeAttempt(ports, STAFF, attempt.attemptId, null);
    await add(attempt, 'second', STAFF);
    const { attemptId, attemptCode, courseId, user } = attempt;
    expect(first).toMatchObject({
      ...{ attemptId, attemptCode, courseId, learnerId: user.id, text: 'first' },
      by: { role: 'staff', userId: 901 },
    });
    expect((await read(attempt)).notes).toMatchObject([{ text: 'second', by: { userId: 900 } }, first]);
    expect(await codeOf(add({ attemptCode: 'NEVER' }, 'x', STAFF))).toBe('attempt_code_not_located');
  });

  it('draw another id if theirs is taken', async () => {
    const attempt = await storedAttempt(stores, examId);
    const random = [5, 5, 6];
    const drawing = { ...ports, clock: () => '2026-11-02T10:00:00.000Z', random: () => random.shift() ?? 0 };
    const ids = [
      await addNote(drawing, COURSE_STAFF, attempt.attemptCode, 'a'),
      await addNote(drawing, COURSE_STAFF, attempt.attemptCode, 'b'),
    ].map(({ noteId }) => noteId);
    expect((ids[1] ?? 0) - (ids[0] ?? 0)).toBe(1);
  });

  it('are not for the learner, who may be staff of the course, nor for staff of other courses', async () => {
    const attempt = await storedAttempt(stores, examId);
    await add(attempt, 'x');
    const { id } = attempt.user;
    for (const caller of [
      aCaller({ userId: id }),
      aCaller({ userId: id, courseStaff: [COURSE] }),
      aCaller({ userId: 12 }),
      aCaller({ userId: 12, courseStaff: ['course-v1:Other+1+2'] }),
    ]) {
      expect([await codeOf(add(attempt, 'y', caller)), await codeOf(read(attempt, caller))]).toEqual([
        'forbidden',
        'forbidden',
      ]);
    }
    // Global staff act for the LMS.
    expect(await textsOf(attempt, aCaller({ userId: id, isStaff: true }))).toEqual(['x']);
  });

  it('of an earlier attempt with the code are for staff of its course, but not for its learner', async () => {
    const earlier = await storedAttempt(stores, examId);
    await add(earlier, 'earlier');
    await removeAttempt(ports, STAFF, earlier.attemptId, null);
    const courseId = newCourseId();
    const otherExam = await storedExam(stores, { courseId });
    const onBehalf = {
      user: { id: 4242, username: 'later', email: 'l@example.com' },
      attemptCode: earlier.attemptCode,
    };
    const later = await createAttempt(ports, STAFF, attemptRequest(otherExam, { onBehalf }));
    const otherStaff = aCaller({ userId: 902, courseStaff: [courseId] });
    await add(later, 'later', otherStaff);
    expect([await textsOf(later, otherStaff), await textsOf(earlier)]).toEqual([['later'], ['earlier']]);
    expect(await textsOf(later, STAFF)).toEqual(['later', 'earlier']);
    const formerLearner = aCaller({ userId: earlier.user.id, courseStaff: [COURSE, courseId] });
    expect(await textsOf(later, formerLearner)).toEqual(['later']);
  });
});

describe('the erasure of the learner', () => {
  it('removes the texts of notes, and no note is added afterwards', async () => {
    const attempt = await storedAttempt(stores, examId);
    const other = await storedAttempt(stores, examId);
    for (const { attemptCode } of [attempt, other]) await add({ attemptCode }, 'Mina called');
    await eraseLearner(ports, STAFF, attempt.user.id);
    expect((await read(attempt)).notes).toMatchObject([{ text: null, by: { userId: 901 } }]);
    expect(await codeOf(add(attempt, 'Mina called again'))).toBe('learner_retired');
    expect(await textsOf(attempt)).toEqual([null]);
    expect(await textsOf(other)).toEqual(['Mina called']);
  });
});
