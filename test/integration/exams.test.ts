import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExamFields } from '../../src/domain/exams/exam.ts';
import { createExamStore } from '../../src/store/exams/exams.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { registerExams } from '../../src/usecases/exams/registerExams.ts';
import { removeReviewPolicy, setReviewPolicy } from '../../src/usecases/exams/setReviewPolicy.ts';
import { anExam, newCourseId, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

function fields(courseId: string, contentId: string, overrides: Partial<ExamFields> = {}): ExamFields {
  const { examId: _, ...exam } = anExam({ courseId, contentId, ...overrides });
  return exam;
}
const register = (courseId: string, list: ExamFields[]) => registerExams(stores.ports, STAFF, courseId, list);

describe('registering the exams of a course', () => {
  it('creates, changes, deactivates missing exams, and deletes nothing', async () => {
    const course = newCourseId();
    const [a = 0, b = 0] = await register(course, [fields(course, 'a'), fields(course, 'b')]);
    const [b2, c = 0] = await register(course, [fields(course, 'b', { timeLimitMins: 5 }), fields(course, 'c')]);
    expect(b2).toBe(b);
    expect(await stores.ports.exams.ofCourse(course)).toMatchObject([
      { examId: a, isActive: false, isProctored: false },
      { examId: b, isActive: true, timeLimitMins: 5 },
      { examId: c, isActive: true },
    ]);
  });

  it('is idempotent: the same ids, and no writes', async () => {
    const course = newCourseId();
    const list = ['a', 'b', 'c'].map(contentId => fields(course, contentId, { dueDate: '2030-01-01T00:00:00.000Z' }));
    const ids = await register(course, list);
    stores.calls.take();
    expect(await register(course, list)).toEqual(ids);
    expect(stores.calls.take().filter(call => call.startsWith('Transact'))).toEqual([]);
  });

  it('removes fields that are null', async () => {
    const course = newCourseId();
    await register(course, [fields(course, 'a', { dueDate: '2030-01-01T00:00:00.000Z', backend: 'x' })]);
    await register(course, [fields(course, 'a', { dueDate: null, backend: null })]);
    expect(await stores.ports.exams.ofCourse(course)).toMatchObject([{ dueDate: null, backend: null }]);
  });

  it('updates an exam that was created individually', async () => {
    const course = newCourseId();
    const examId = await createExam(stores.ports, STAFF, fields(course, 'a'));
    expect(await register(course, [fields(course, 'a', { examName: 'New' })])).toEqual([examId]);
  });

  it('ten times concurrently creates one exam for each content id', async () => {
    const course = newCourseId();
    const list = ['a', 'b', 'c'].map(contentId => fields(course, contentId));
    const answers = await Promise.all(Array.from({ length: 10 }, () => register(course, list)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await stores.ports.exams.ofCourse(course)).toHaveLength(3);
  });

  it('is one transaction up to 49 new exams, and several above', async () => {
    const course = newCourseId();
    const list = Array.from({ length: 120 }, (_, index) => fields(course, `content-${index}`));
    stores.calls.take();
    await register(course, list.slice(0, 49));
    expect(stores.calls.take().filter(call => call.startsWith('Transact'))).toHaveLength(1);
    expect(new Set(await register(course, list)).size).toBe(120);
    expect(await stores.ports.exams.ofCourse(course)).toHaveLength(120);
  });

  it('rejects a duplicate content id', async () => {
    const course = newCourseId();
    const twice = register(course, [fields(course, 'a'), fields(course, 'a')]);
    await expect(twice).rejects.toMatchObject({ code: 'unprocessable_exams' });
    expect(await stores.ports.exams.ofCourse(course)).toEqual([]);
  });
});

describe('a proctored exam', () => {
  it('never has an unconfigured backend after concurrent changes', async () => {
    for (let round = 0; round < 10; round++) {
      const examId = await storedExam(stores, { isProctored: false, backend: 'x' });
      const changes = [{ isProctored: true }, { backend: 'nobody' }, { isProctored: true, examName: 'New' }];
      const requests = changes.map(change => changeExam(stores.ports, STAFF, examId, change));
      for (const { reason } of (await Promise.allSettled(requests)).filter(outcome => outcome.status === 'rejected')) {
        expect(reason).toMatchObject({ code: 'invalid_request', inputErrors: [{ pointer: '/backend' }] });
      }
      const exam = await stores.ports.exams.read(examId);
      expect([exam?.isProctored, exam?.backend]).not.toEqual([true, 'nobody']);
    }
  });

  it('is validated in its latest state, also without a backend or without the flag', async () => {
    const examId = await storedExam(stores, { isProctored: false, backend: null });
    const stale = { isProctored: false, backend: 'x' };
    expect(await stores.ports.authoring.change(examId, { isProctored: true }, stale)).toBe(false);
    const validated = { isProctored: false, backend: null };
    expect(await stores.ports.authoring.change(examId, { isProctored: true }, validated)).toBe(true);
    expect(await stores.ports.authoring.change(examId, { backend: 'x' }, validated)).toBe(false);
    await stores.client.send(
      new UpdateCommand({
        TableName: stores.tables.exams,
        Key: { exam_id: examId, entry: 'exam' },
        UpdateExpression: 'REMOVE is_proctored',
      }),
    );
    expect(await stores.ports.authoring.change(examId, { backend: null, isProctored: true }, validated)).toBe(true);
  });
});

describe('an exam without a backend', () => {
  it('has the external id at the default backend, also after that was changed and changed back', async () => {
    const examId = await storedExam(stores, { backend: null });
    const withDefault = (name: string) => createExamStore(stores.client, stores.tables, undefined, name);
    const externalIds = () =>
      Promise.all(['a', 'b'].map(async name => (await withDefault(name).read(examId))?.externalId));
    expect(await withDefault('a').setExternalId(examId, 'a', 'A1')).toBe('A1');
    expect(await externalIds()).toEqual(['A1', null]);
    expect(await withDefault('b').setExternalId(examId, 'b', 'B1')).toBe('B1');
    expect(await externalIds()).toEqual(['A1', 'B1']);
    const ports = { ...stores.ports, backends: { defaultName: 'b' } };
    await changeExam(ports, STAFF, examId, { externalId: 'B2' });
    expect(await externalIds()).toEqual(['A1', 'B2']);
  });
});

describe('the review policy of an exam', () => {
  const formerPolicies = async (examId: number) => {
    const { Items = [] } = await stores.client.send(
      new QueryCommand({
        TableName: stores.tables.exams,
        KeyConditionExpression: 'exam_id = :id AND begins_with(entry, :former)',
        ExpressionAttributeValues: { ':id': examId, ':former': 'former_policy#' },
      }),
    );
    return Items.map(item => [item.review_policy, item.change, item.changed_by]);
  };

  it('stores its former versions: each change and the removal, with the actor', async () => {
    const examId = await storedExam(stores);
    for (const text of ['one', 'two', 'two']) await setReviewPolicy(stores.ports, STAFF, examId, text);
    await removeReviewPolicy(stores.ports, STAFF, examId);
    const author = { role: 'staff', user_id: STAFF.userId };
    expect(await formerPolicies(examId)).toEqual([
      ['one', 'changed', author],
      ['two', 'removed', author],
    ]);
    expect(await stores.ports.reviewPolicies.read(examId)).toBeUndefined();
  });

  it('set ten times concurrently: the last one is current, nine former ones are stored', async () => {
    const examId = await storedExam(stores);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => setReviewPolicy(stores.ports, STAFF, examId, `text ${index}`)),
    );
    const policy = await stores.ports.reviewPolicies.read(examId);
    expect(policy?.version).toBe(10);
    const former = (await formerPolicies(examId)).map(([text]) => text);
    expect(new Set([...former, policy?.text]).size).toBe(10);
  });

  it('set again after its removal starts a new history', async () => {
    const examId = await storedExam(stores);
    for (let time = 0; time < 2; time++) {
      await setReviewPolicy(stores.ports, STAFF, examId, 'same');
      await removeReviewPolicy(stores.ports, STAFF, examId);
    }
    expect(await formerPolicies(examId)).toHaveLength(2);
  });
});
