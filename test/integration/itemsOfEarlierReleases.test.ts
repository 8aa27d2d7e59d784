import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { externalIdAt } from '../../src/domain/exams/externalIds.ts';
import { EXTERNAL_ID_PREFIX } from '../../src/store/exams/examItem.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import type { StaffAttemptRequest } from '../../src/usecases/attempts/attemptRequest.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { registerExams } from '../../src/usecases/exams/registerExams.ts';
import { aCaller, aKnownLearner, newCourseId, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

/** Items that earlier releases stored, without attributes that were added later. */
let stores: FreshStores;
let realId: number;
let practiceId: number;
beforeAll(async () => {
  stores = await freshStores();
  [realId, practiceId] = [await storedExam(stores), await storedExam(stores, { isPracticeExam: true })];
});

const create = (learner: Caller, examId: number) =>
  createAttempt(stores.ports, learner, { examId, startClock: true, attemptProctored: true });
const act = (caller: Caller, { attemptId }: Attempt, action: 'start' | 'error' | 'mark_ready_to_resume') =>
  actOnAttempt(stores.ports, caller, attemptId, action);
const remove = ({ attemptId }: Attempt) => removeAttempt(stores.ports, STAFF, attemptId, null);
const currentOf = ({ userId }: Caller, examId: number) => stores.ports.attempts.readCurrent(examId, userId);
const withoutAttributes = ({ attemptId }: Attempt, attributes: string) =>
  stores.client.send(
    new UpdateCommand({
      TableName: stores.tables.attempts,
      Key: { attempt_id: attemptId },
      UpdateExpression: `REMOVE ${attributes}`,
    }),
  );

describe('an attempt without a recorded previous attempt', () => {
  it('promotes its previous attempt, also one that was reset without a recorded status', async () => {
    const learner = aCaller({ userId: aKnownLearner().id });
    const first = await create(learner, realId);
    await act(learner, first, 'error');
    await act(STAFF, first, 'mark_ready_to_resume');
    const second = await create(learner, realId);
    const third = await act(learner, await create(learner, practiceId), 'error');
    const fourth = await resetPracticeAttempt(stores.ports, learner, third.attemptId);
    for (const attempt of [second, third, fourth]) {
      await withoutAttributes(attempt, 'predecessor_id, status_before_reset');
    }
    await remove(second);
    expect(await currentOf(learner, realId)).toMatchObject({ attemptId: first.attemptId, readyToResume: true });
    await remove(fourth);
    expect(await currentOf(learner, practiceId)).toMatchObject({
      ...{ ...third, status: 'onboarding_reset', version: expect.any(Number), modifiedAt: expect.any(String) },
      lastChange: expect.anything(),
    });
    expect((await create(learner, practiceId)).status).toBe('started');
  });
});

describe('an attempt without the included additional time', () => {
  it('moves its end by the additional time', async () => {
    const attempt = await storedAttempt(stores, realId);
    const userId = attempt.user.id;
    const allowance = { examId: realId, key: 'additional_time_granted' };
    const grant = (value: string) => setAllowance(stores.ports, STAFF, { ...allowance, userInfo: userId, value });
    const read = () => stores.ports.attempts.read(attempt.attemptId);
    await grant('30');
    await act(aCaller({ userId }), attempt, 'start');
    await withoutAttributes(attempt, 'included_additional_seconds');
    expect(await read()).toMatchObject({ allowedTimeSeconds: 7200, includedAdditionalSeconds: null });
    await grant('45');
    expect(await read()).toMatchObject({ allowedTimeSeconds: 8100 });
    await removeAllowance(stores.ports, STAFF, { ...allowance, userId });
    expect(await read()).toMatchObject({ allowedTimeSeconds: 5400 });
  });
});

describe('an exam with one external id, of no backend', () => {
  const ofEarlierRelease = async (overrides: Partial<Exam>) => {
    const examId = await storedExam(stores, { externalId: 'E1', ...overrides });
    const names = Object.keys(await itemOf(examId)).filter(name => name.startsWith(EXTERNAL_ID_PREFIX));
    await stores.client.send(
      new UpdateCommand({
        ...{ TableName: stores.tables.exams, Key: { exam_id: examId, entry: 'exam' } },
        UpdateExpression: `REMOVE ${names.join(', ')}`,
      }),
    );
    return examId;
  };
  const itemOf = async (exam_id: number) => {
    const Key = { exam_id, entry: 'exam' };
    return (await stores.client.send(new GetCommand({ TableName: stores.tables.exams, Key }))).Item ?? {};
  };
  const idsOf = async (examId: number) => {
    const exam = (await stores.ports.exams.read(examId)) as Exam;
    return ['x', 'other'].map(backend => externalIdAt(exam, backend));
  };

  it('has it at each backend, and after a change of its backend only at the former one', async () => {
    const examId = await ofEarlierRelease({ backend: 'x' });
    expect(await idsOf(examId)).toEqual(['E1', 'E1']);
    expect(await stores.ports.exams.setExternalId(examId, 'x', 'E2')).toBe('E1');
    await changeExam(stores.ports, STAFF, examId, { examName: 'New', backend: 'x', externalId: 'E1' });
    expect(await idsOf(examId)).toEqual(['E1', 'E1']);
    await changeExam(stores.ports, STAFF, examId, { backend: 'other' });
    expect(await idsOf(examId)).toEqual(['E1', null]);
    expect(await itemOf(examId)).not.toHaveProperty('external_id');
    await stores.ports.exams.setExternalId(examId, 'other', 'O1');
    expect(await idsOf(examId)).toEqual(['E1', 'O1']);
    await changeExam(stores.ports, STAFF, examId, { backend: 'x' });
    // Read by the earlier release, after a rollback.
    expect(await itemOf(examId)).toMatchObject({ external_id: 'E1' });
  });

  it('has it at the default backend, if the exam moves from there to another one', async () => {
    const examId = await ofEarlierRelease({ backend: null });
    await changeExam({ ...stores.ports, backends: { defaultName: 'other' } }, STAFF, examId, { backend: 'x' });
    expect(await idsOf(examId)).toEqual([null, 'E1']);
  });

  it('is registered by a list of its course without a write, and moved by one', async () => {
    const courseId = newCourseId();
    const examId = await ofEarlierRelease({ courseId, backend: 'x' });
    const exam = (await stores.ports.exams.read(examId)) as Exam;
    const register = (overrides: Partial<Exam>) =>
      registerExams(stores.ports, STAFF, courseId, [{ ...exam, ...overrides }]);
    const before = await itemOf(examId);
    for (const externalId of ['E1', null]) await register({ externalId });
    expect(await itemOf(examId)).toEqual(before);
    await register({ externalId: null, backend: 'other' });
    expect(await idsOf(examId)).toEqual(['E1', null]);
  });
});

describe('a claim on an external id without a course', () => {
  const [OWN, OTHER] = ['course-v1:Own+1+1', 'course-v1:Other+1+1'];
  const STAFF_OF_OTHER = aCaller({ userId: 12, username: 'other', courseStaff: [OTHER] });
  const STAFF_OF_OWN = aCaller({ userId: 11, username: 'own', courseStaff: [OWN] });
  const examIn = (courseId: string) => storedExam(stores, { courseId });
  const createIn = async (caller: Caller, courseId: string, onBehalf: StaffAttemptRequest) =>
    createAttempt(stores.ports, caller, {
      ...{ examId: await examIn(courseId), startClock: false, attemptProctored: true },
      onBehalf: { user: aKnownLearner(), ...onBehalf },
    });
  const removed = async () => {
    const attempt = await storedAttempt(stores, await examIn(OWN));
    await remove(attempt);
    return attempt;
  };
  const withoutCourse = (externalId: string) =>
    stores.client.send(
      new UpdateCommand({
        TableName: stores.tables.directory,
        Key: { key: `external#${externalId.toLowerCase()}` },
        UpdateExpression: 'REMOVE course_id',
      }),
    );
  const inUse = { code: 'external_id_in_use' };

  it('belongs to the course of the claim on the code', async () => {
    const { externalId } = await removed();
    await withoutCourse(externalId);
    await expect(createIn(STAFF_OF_OTHER, OTHER, { externalId })).rejects.toMatchObject(inUse);
    await createIn(STAFF_OF_OWN, OWN, { externalId });
  });

  it('is taken over by global staff only, if the code has another attempt', async () => {
    const { externalId, attemptCode } = await removed();
    await createIn(STAFF_OF_OWN, OWN, { attemptCode });
    await withoutCourse(externalId);
    for (const [caller, course] of [
      [STAFF_OF_OTHER, OTHER],
      [STAFF_OF_OWN, OWN],
    ] as const) {
      await expect(createIn(caller, course, { externalId })).rejects.toMatchObject(inUse);
    }
    await createIn(STAFF, OTHER, { externalId });
  });
});
