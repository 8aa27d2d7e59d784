import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { readExamAccess } from '../../src/usecases/exams/readExamAccess.ts';
import { aLearner, COURSE, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const { ports } = inMemoryStores();
const stores = { ports };

/** A learner whose attempt has 30 minutes, of which so many seconds are left. */
async function running(overrides: Partial<Caller> = {}) {
  const examId = await storedExam(stores, { timeLimitMins: 30 });
  const learner = aLearner(overrides);
  const { userId: id, username, email } = learner;
  const { attemptId } = await storedAttempt(stores, examId, { user: { id, username, email } });
  const { startedAt } = await actOnAttempt(ports, learner, attemptId, 'start');
  const secondsFor = async (caller: Caller, left = 1000) => {
    const clock = () => laterBy(startedAt ?? '', 1800 - left);
    return (await readExamAccess({ ...ports, clock }, caller, examId)).seconds;
  };
  return { examId, learner, secondsFor };
}

describe('the access to the content of an exam', () => {
  it('is the learner’s while the attempt runs', async () => {
    const { examId, learner, secondsFor } = await running();
    expect([await secondsFor(learner), await secondsFor(learner, 20)]).toEqual([60, 20]);
    await expect(secondsFor(learner, 0)).rejects.toMatchObject({
      code: 'forbidden',
      message: `You may see the content of exam ${examId} while your attempt runs; after the due date, if you submitted it and the exam does not hide it, or never began.`,
    });
    await expect(secondsFor(aLearner())).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is that of course staff for the whole time, also on an exam that they take', async () => {
    const { learner, secondsFor } = await running({ courseStaff: [COURSE] });
    for (const staff of [STAFF, aLearner({ courseStaff: [COURSE] }), learner]) {
      expect([await secondsFor(staff, 20), await secondsFor(staff, 0)]).toEqual([60, 60]);
    }
    const stranger = aLearner({ courseStaff: ['course-v1:Another+1+1'] });
    await expect(secondsFor(stranger)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is that of staff whom the LMS has added; the table is read only where the attempt does not suffice', async () => {
    const { learner, secondsFor, examId } = await running();
    const courseStaff = { read: () => Promise.reject(new Error('the table is read')) };
    expect(await readExamAccess({ ...ports, courseStaff }, learner, examId)).toMatchObject({ seconds: 60 });
    const added = aLearner();
    await addCourseStaff(ports, STAFF, [{ userId: added.userId, courseId: COURSE }]);
    expect(await secondsFor(added)).toBe(60);
  });

  it('of an unknown exam does not exist', async () => {
    await expect(readExamAccess(ports, STAFF, 4)).rejects.toMatchObject({
      code: 'exam_not_found',
      message: 'There is no exam with the id 4.',
    });
  });
});
