import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ADDITIONAL_TIME } from '../../../src/domain/allowances/allowance.ts';
import type { Exam } from '../../../src/domain/exams/exam.ts';
import { NO_PAUSES, pause, resume } from '../../../src/domain/exams/pauses.ts';
import type { ReviewPolicy } from '../../../src/domain/exams/reviewPolicy.ts';
import { laterBy } from '../../../src/domain/time.ts';
import { changeExam } from '../../../src/usecases/exams/changeExam.ts';
import { anAllowance, anExam, NOW, newCourseId, STAFF } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';

const BY = { role: 'staff', userId: 900 } as const;

describe.each(IMPLEMENTATIONS)('exams $name', ({ open }) => {
  let ports: Implementation['ports'];
  beforeAll(async () => {
    ({ ports } = await open());
  });

  const newExam = (overrides: Partial<Exam> = {}) =>
    anExam({ examId: randomInt(1, 2 ** 47), contentId: randomUUID(), ...overrides });
  const create = async (overrides: Partial<Exam> = {}) => {
    const exam = newExam(overrides);
    expect(await ports.authoring.create(exam)).toBe('created');
    return exam;
  };

  it('are stored with every field, and found by id and by content', async () => {
    const exam = await create({
      ...{ externalId: 'E1', externalIds: new Map([['x', 'E1']]), backend: 'x' },
      ...{ dueDate: NOW, hideAfterDue: true, isPracticeExam: true },
    });
    for (const read of [ports.exams.read, ports.exams.readCached, ports.authoring.read]) {
      expect(await read(exam.examId)).toEqual(exam);
    }
    expect(await ports.exams.findAll(exam.courseId, ['none', exam.contentId])).toEqual([exam]);
    expect(await ports.exams.findAll('another course', [exam.contentId])).toEqual([]);
    expect(await ports.exams.read(1)).toBeUndefined();
    const withoutBackend = await create({ backend: null });
    expect(await ports.exams.read(withoutBackend.examId)).toEqual(withoutBackend);
  });

  it('are unique by id, and by content in their course; a duplicate is not stored', async () => {
    const { examId, courseId, contentId } = await create();
    const [sameId, sameContent] = [newExam({ examId }), newExam({ courseId, contentId })];
    expect(await ports.authoring.create(sameId)).toBe('id_taken');
    expect(await ports.authoring.create(sameContent)).toBe('exists');
    expect(await ports.exams.findAll(courseId, [sameId.contentId])).toEqual([]);
    expect(await ports.exams.read(sameContent.examId)).toBeUndefined();
    const elsewhere = await create({ courseId: newCourseId(), contentId });
    expect(await ports.exams.findAll(elsewhere.courseId, [contentId])).toEqual([elsewhere]);
  });

  it('are paused and resumed by a write on the pauses that were read; other changes keep them', async () => {
    const exam = await create();
    const { examId } = exam;
    const begun = pause(NO_PAUSES, NOW, BY);
    expect(await ports.authoring.replacePauses(examId, NO_PAUSES, begun)).toBe(true);
    expect(await ports.authoring.replacePauses(examId, NO_PAUSES, begun)).toBe(false);
    expect(await ports.authoring.change(examId, { examName: 'New' })).toBe(true);
    expect(await ports.exams.readConsistent(examId)).toEqual({ ...exam, examName: 'New', ...begun });
    const over = resume(begun, laterBy(NOW, 1.5), { ...BY, userId: 901 });
    expect(over.pauses).toMatchObject([{ pausedBy: BY, resumedBy: { userId: 901 } }]);
    expect(await ports.authoring.replacePauses(examId, begun, over)).toBe(true);
    for (const read of [ports.exams.read, ports.exams.readConsistent]) {
      expect(await read(examId)).toEqual({ ...exam, examName: 'New', ...over });
    }
    expect(await ports.authoring.replacePauses(examId, begun, over)).toBe(false);
    // Paused and resumed since it was read.
    expect(await ports.authoring.replacePauses(examId, NO_PAUSES, begun)).toBe(false);
    expect(await ports.authoring.replacePauses(1, NO_PAUSES, begun)).toBe(false);
    expect(await ports.exams.readConsistent(1)).toBeUndefined();
  });

  it('change only if they exist, in the state that was validated', async () => {
    const exam = await create({ backend: null, isProctored: true });
    const { examId } = exam;
    expect(await ports.authoring.change(examId, { examName: 'New', dueDate: NOW })).toBe(true);
    expect(await ports.authoring.change(examId, { dueDate: null }, exam)).toBe(true);
    expect(await ports.exams.read(examId)).toEqual({ ...exam, examName: 'New' });
    for (const validated of [
      { isProctored: false, backend: null },
      { isProctored: true, backend: 'x' },
    ]) {
      expect(await ports.authoring.change(examId, { examName: 'Newer' }, validated)).toBe(false);
    }
    expect((await ports.exams.read(examId))?.examName).toBe('New');
    expect(await ports.authoring.change(examId, {})).toBe(true);
    expect(await ports.authoring.change(1, { examName: 'x' })).toBe(false);
    expect(await ports.authoring.change(1, {})).toBe(false);
    expect(await ports.exams.read(1)).toBeUndefined();
  });

  it.each(['x', null])('with the backend %s keep the external id that its vendor assigned first', async backend => {
    const exam = await create({ backend });
    const { examId } = exam;
    expect(await ports.exams.setExternalId(examId, 'x', 'A')).toBe('A');
    expect(await ports.exams.setExternalId(examId, 'x', 'B')).toBe('A');
    expect(await ports.exams.setExternalId(1, 'x', 'C')).toBeNull();
    expect(await ports.exams.read(examId)).toEqual({ ...exam, externalId: 'A', externalIds: new Map([['x', 'A']]) });
    expect(await ports.exams.read(1)).toBeUndefined();
  });

  it('keep an external id for each backend: a late one of a former backend is not the present one', async () => {
    const exam = await create({ backend: 'a' });
    const { examId } = exam;
    const moved = (backend: string) => ({ backend, externalId: null });
    await ports.authoring.change(examId, moved('b'), exam);
    expect(await ports.exams.setExternalId(examId, 'a', 'A')).toBe('A');
    expect(await ports.exams.setExternalId(examId, 'a', 'A2')).toBe('A');
    const late = { ...exam, ...moved('b'), externalIds: new Map([['a', 'A']]) };
    expect(await ports.exams.read(examId)).toEqual(late);
    expect(await ports.exams.setExternalId(examId, 'b', 'B')).toBe('B');
    const both = new Map([...late.externalIds, ['b', 'B']]);
    for (const read of [ports.exams.read, ports.authoring.read]) {
      expect(await read(examId)).toEqual({ ...late, externalId: 'B', externalIds: both });
    }
  });

  it('change their external ids one by one, whatever their backends are called', async () => {
    const names = ['constructor', '__proto__', ':f0 #f0', 'ü'];
    const externalIds = new Map(names.map(name => [name, `at ${name}`]));
    const exam = await create({ backend: 'x', externalId: 'X', externalIds: new Map([['x', 'X']]) });
    const { examId } = exam;
    expect(await ports.authoring.change(examId, { externalIds }, exam)).toBe(true);
    expect(await ports.exams.read(examId)).toEqual({
      ...exam,
      externalIds: new Map([...exam.externalIds, ...externalIds]),
    });
    const cleared = { externalId: null, externalIds: new Map(['x', ...names].map(name => [name, null])) };
    expect(await ports.authoring.change(examId, cleared)).toBe(true);
    expect(await ports.exams.read(examId)).toEqual({ ...exam, externalId: null, externalIds: new Map() });
  });

  it('that change their backend while its vendor assigns an external id keep it for that backend', async () => {
    const { examId } = await create({ backend: 'a' });
    const change = () => changeExam(ports, STAFF, examId, { backend: 'other' });
    const [assigned] = await Promise.all([ports.exams.setExternalId(examId, 'a', 'A'), change()]);
    expect(assigned).toBe('A');
    expect(await ports.exams.read(examId)).toMatchObject({
      ...{ backend: 'other', externalId: null, externalIds: new Map([['a', 'A']]) },
    });
  });

  it('of a course are listed by id', async () => {
    const courseId = randomUUID();
    const exams = [await create({ courseId }), await create({ courseId, isActive: false }), await create({ courseId })];
    expect(await ports.exams.ofCourse(courseId)).toEqual(exams.sort((a, b) => a.examId - b.examId));
    expect(await ports.exams.ofCourse(randomUUID())).toEqual([]);
  });

  it('have terms for each learner: time, policy and exception', async () => {
    const exam = await create();
    const user = { id: randomInt(1, 2 ** 40), username: 'u', email: '' };
    const plain = { reviewPolicyId: null, reviewPolicy: null, reviewPolicyException: null, allowanceVersion: null };
    expect(await ports.exams.readTerms(exam.examId, user.id)).toEqual({
      ...{ exam, additionalSeconds: 0, allowancesRead: true, ...plain },
    });
    const grant = (key: string, value: string, version: number) =>
      ports.allowances.replace(undefined, anAllowance({ examId: exam.examId, user, key, value, version }), undefined);
    await grant(ADDITIONAL_TIME, '10', 6);
    await grant('review_policy_exception', 'may stand', 7);
    await ports.reviewPolicies.replace(exam.examId, undefined, policy({ policyId: 5, text: 'Calculators' }));
    expect(await ports.exams.readTerms(exam.examId, user.id)).toEqual({
      ...{ exam, additionalSeconds: 600, allowancesRead: true, allowanceVersion: 6 },
      ...{ reviewPolicyId: 5, reviewPolicy: 'Calculators', reviewPolicyException: 'may stand' },
    });
    expect(await ports.exams.readClockTerms(exam.examId, user.id)).toMatchObject({ exam, additionalSeconds: 600 });
    expect(await ports.exams.readTerms(exam.examId, user.id + 1)).toMatchObject({ additionalSeconds: 0 });
    expect(await ports.exams.readTerms(1, user.id)).toBeUndefined();
    expect(await ports.exams.readClockTerms(1, user.id)).toBeUndefined();
  });

  describe('of a course registration', () => {
    it('are read with the registrations so far', async () => {
      const courseId = randomUUID();
      const [listed, other] = [await create({ courseId }), await create({ courseId })];
      const course = await ports.authoring.readCourse(courseId, [listed.contentId, 'new']);
      expect(course).toEqual({
        ...{ courseId, version: 0, others: [other] },
        stored: new Map([[listed.contentId, { examId: listed.examId, exam: listed }]]),
      });
    });

    it('are written in one transaction, if no other registration was stored meanwhile', async () => {
      const courseId = randomUUID();
      const existing = await create({ courseId });
      const course = await ports.authoring.readCourse(courseId, []);
      const created = [newExam({ courseId })];
      const changed = [{ examId: existing.examId, changes: { isActive: false } }];
      expect(await ports.authoring.register(course, { created, changed })).toBe(true);
      const after = [...created, { ...existing, isActive: false }].sort((a, b) => a.examId - b.examId);
      expect(await ports.exams.ofCourse(courseId)).toEqual(after);
      expect((await ports.authoring.readCourse(courseId, [])).version).toBeGreaterThan(course.version);
      const slower = { created: [newExam({ courseId })], changed: [] };
      expect(await ports.authoring.register(course, slower)).toBe(false);
      expect(await ports.exams.ofCourse(courseId)).toEqual(after);
    });

    it('are not written if an id or a content is in use, or an exam was removed', async () => {
      const courseId = randomUUID();
      const existing = await create({ courseId });
      const { examId, contentId } = existing;
      const course = await ports.authoring.readCourse(courseId, []);
      for (const registration of [
        { created: [newExam({ courseId, examId })], changed: [] },
        { created: [newExam({ courseId, contentId })], changed: [] },
        { created: [newExam({ courseId })], changed: [{ examId: 1, changes: { isActive: false } }] },
      ]) {
        expect(await ports.authoring.register(course, registration)).toBe(false);
      }
      expect(await ports.exams.ofCourse(courseId)).toEqual([existing]);
    });
  });

  const policy = (overrides: Partial<ReviewPolicy> = {}): ReviewPolicy => ({
    ...{ policyId: 1, text: 'x', setBy: BY, setAt: NOW, version: 1, ...overrides },
  });

  it('have a review policy that is changed and removed as it was read', async () => {
    const [examId, { reviewPolicies }] = [randomInt(1, 2 ** 47), ports];
    const [first, second] = [policy(), policy({ text: 'y', version: 2 })];
    const change = { change: 'removed', at: NOW, by: BY } as const;
    expect(await reviewPolicies.read(examId)).toBeUndefined();
    expect(await reviewPolicies.replace(examId, undefined, first)).toBe(true);
    expect(await reviewPolicies.replace(examId, undefined, first)).toBe(false);
    expect(await reviewPolicies.replace(examId, first, second)).toBe(true);
    expect(await reviewPolicies.replace(examId, first, policy({ text: 'z', version: 2 }))).toBe(false);
    expect(await reviewPolicies.remove(examId, first, change)).toBe(false);
    expect(await reviewPolicies.remove(examId, policy({ policyId: 2, version: 2 }), change)).toBe(false);
    expect(await reviewPolicies.read(examId)).toEqual(second);
    expect(await reviewPolicies.remove(examId, second, change)).toBe(true);
    expect(await reviewPolicies.remove(examId, second, change)).toBe(false);
    expect(await reviewPolicies.read(examId)).toBeUndefined();
  });
});
