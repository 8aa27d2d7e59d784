import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Exam, ExamFields } from '../../src/domain/exams/exam.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { registerExams } from '../../src/usecases/exams/registerExams.ts';
import { anExam, newCourseId, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { runs } from '../support/runs.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

function fields(courseId: string, contentId: string, overrides: Partial<ExamFields> = {}): ExamFields {
  const { examId: _, ...exam } = anExam({ courseId, contentId, ...overrides });
  return exam;
}
const many = (courseId: string, count: number, overrides: Partial<ExamFields> = {}) =>
  Array.from({ length: count }, (_, index) => fields(courseId, `content-${index}`, overrides));
const register = (courseId: string, list: ExamFields[]) => registerExams(stores.ports, STAFF, courseId, list);
const activeExams = async (courseId: string) =>
  (await stores.ports.exams.ofCourse(courseId)).filter(exam => exam.isActive);

/** The stored course in the form of a registration. */
const described = (exams: readonly Pick<Exam, 'contentId' | 'examName'>[]) =>
  exams.map(({ contentId, examName }) => `${contentId}: ${examName}`).sort();

describe('concurrent registrations of different lists for one course', () => {
  it('leave one of the lists, complete', async () => {
    for (let time = 0; time < runs(4); time++) {
      const course = newCourseId();
      await register(course, [fields(course, 'a'), fields(course, 'b')]);
      const lists = [
        [fields(course, 'a', { examName: 'First' }), fields(course, 'b')],
        [fields(course, 'a', { examName: 'Second' })],
        [fields(course, 'c', { examName: 'Third' })],
      ];
      await Promise.all(lists.map(list => register(course, list)));
      expect(lists.map(described)).toContainEqual(described(await activeExams(course)));
    }
  });

  it('leave one of the lists, complete, also over several transactions each', async () => {
    const course = newCourseId();
    const lists = [many(course, 60, { examName: 'First' }), many(course, 55, { examName: 'Second' })];
    const answers = await Promise.all(lists.map(list => register(course, list)));
    expect(answers[0]?.slice(0, 55)).toEqual(answers[1]);
    expect(lists.map(described)).toContainEqual(described(await activeExams(course)));
  });
});

describe('a registration concurrent with creations of its exams', () => {
  it('leaves one exam for each content id', async () => {
    const course = newCourseId();
    const list = many(course, 10);
    const [ids] = await Promise.all([
      register(course, list),
      ...list.map(exam => createExam(stores.ports, STAFF, exam).catch(() => {})),
    ]);
    const stored = await stores.ports.exams.ofCourse(course);
    expect(stored.map(({ examId }) => examId).sort()).toEqual([...ids].sort());
  });
});

describe('the vendor’s external id of an exam', () => {
  it('stays if the list omits it, and is taken from a list that has it', async () => {
    const course = newCourseId();
    await register(course, [fields(course, 'a', { externalId: 'given' })]);
    await register(course, [fields(course, 'a', { externalId: null, examName: 'New' })]);
    expect(await activeExams(course)).toMatchObject([{ externalId: 'given', examName: 'New' }]);
    await register(course, [fields(course, 'a', { externalId: 'another' })]);
    expect(await activeExams(course)).toMatchObject([{ externalId: 'another' }]);
  });
});

describe('a manually removed exam', () => {
  it('gets its former id when it is registered again', async () => {
    const course = newCourseId();
    const list = [fields(course, 'a'), fields(course, 'b')];
    const ids = await register(course, list);
    const Key = { exam_id: ids[0], entry: 'exam' };
    await stores.client.send(new DeleteCommand({ TableName: stores.tables.exams, Key }));
    expect(await register(course, list)).toEqual(ids);
    expect(described(await activeExams(course))).toEqual(described(list));
  });
});

describe('the transactions of a registration', () => {
  const transactionsOf = async (course: string, list: ExamFields[]) => {
    stores.calls.take();
    await register(course, list);
    return stores.calls.take().filter(call => call.startsWith('Transact')).length;
  };

  it('hold 100 writes: two for a new exam, one for a change, one for the counter', async () => {
    const course = newCourseId();
    expect(await transactionsOf(course, many(course, 49))).toBe(1);
    expect(await transactionsOf(course, many(course, 99))).toBe(2);
    expect(await transactionsOf(course, many(course, 99, { examName: 'New' }))).toBe(1);
    expect(await transactionsOf(course, many(course, 99, { examName: 'New' }))).toBe(0);
    expect(await transactionsOf(course, [])).toBe(1);
    expect(await activeExams(course)).toEqual([]);
  });

  it('are the minimum for the longest list', async () => {
    const course = newCourseId();
    expect(await transactionsOf(course, many(course, 500))).toBe(11);
    expect(await activeExams(course)).toHaveLength(500);
  });
});
