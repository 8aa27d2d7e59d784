import { beforeEach, describe, expect, it } from 'vitest';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { configureCourse } from '../../src/usecases/exams/configureCourse.ts';
import { type PublishedExam, publishExams } from '../../src/usecases/exams/publishExams.ts';
import { registerExams } from '../../src/usecases/exams/registerExams.ts';
import { aBackend, aCaller, anExam, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { attemptRequest, storedAttempt } from '../support/scenarios/stored.ts';

let stores: InMemoryStores;
let course: string;
beforeEach(() => {
  stores = inMemoryStores();
  const names = ['software_secure', 'proctortrack', 'other'];
  stores.ports.backends = { byName: new Map(names.map(name => [name, aBackend()])), defaultName: 'software_secure' };
  course = newCourseId();
});

const author = () => aCaller({ userId: 800, courseStaff: [course] });
function anExamOf(contentId: string, overrides: Partial<PublishedExam> = {}): PublishedExam {
  const { examId: _, backend: __, ...exam } = anExam({ courseId: course, contentId, ...overrides });
  return exam;
}
const publish = (...list: PublishedExam[]) => publishExams(stores.ports, author(), course, list);
const configure = (backend: string | null, escalationEmail: string | null = null) =>
  configureCourse(stores.ports, author(), course, { backend, escalationEmail });
const exams = () => stores.ports.exams.ofCourse(course);
const byLms = (backend: string | null) => registerExams(stores.ports, STAFF, course, [{ ...anExamOf('a'), backend }]);

describe('publishing the exams of a course', () => {
  it('is for its staff, by the token or added by the LMS', async () => {
    for (const caller of [aCaller(), aCaller({ courseStaff: [newCourseId()] })]) {
      await expect(publishExams(stores.ports, caller, course, [])).rejects.toMatchObject({ code: 'forbidden' });
    }
    await stores.ports.courseStaff.add(course, new Set([801]), { by: { role: 'staff', userId: 1 }, at: NOW });
    for (const caller of [author(), aCaller({ userId: 801 }), STAFF]) {
      await publishExams(stores.ports, caller, course, [anExamOf('a')]);
    }
    expect(await exams()).toHaveLength(1);
  });

  it('rejects a repeated content as a whole, as an invalid request', async () => {
    await expect(publish(anExamOf('a'), anExamOf('b'), anExamOf('a'))).rejects.toMatchObject({
      code: 'invalid_request',
      inputErrors: [{ pointer: '/2/content_id', detail: 'is repeated in the list' }],
    });
    expect(await exams()).toEqual([]);
  });

  it('gives proctored exams the backend that the course has chosen, and others none', async () => {
    await publish(anExamOf('a'), anExamOf('b', { isProctored: false }));
    expect(await exams()).toMatchObject([{ backend: null }, { backend: null }]);
    await configure('proctortrack');
    await publish(anExamOf('a'), anExamOf('b', { isProctored: false }), anExamOf('c'));
    expect(await exams()).toMatchObject([{ backend: 'proctortrack' }, { backend: null }, { backend: 'proctortrack' }]);
  });

  it('keeps the backend and the external id of an exam if the course has chosen none, and moves both with its choice', async () => {
    const [examId = 0] = await byLms('proctortrack');
    await stores.ports.exams.setExternalId(examId, 'proctortrack', 'E-1');
    for (const isProctored of [true, false]) {
      await publish(anExamOf('a', { isProctored }));
      expect(await exams()).toMatchObject([{ examId, backend: 'proctortrack', externalId: 'E-1', isProctored }]);
    }
    await configure('other');
    await publish(anExamOf('a'));
    expect(await exams()).toMatchObject([{ backend: 'other', externalId: null }]);
    await configure('proctortrack');
    await publish(anExamOf('a'));
    expect(await exams()).toMatchObject([{ backend: 'proctortrack', externalId: 'E-1' }]);
    await configure(null);
    await publish(anExamOf('a'));
    expect(await exams()).toMatchObject([{ backend: 'proctortrack' }]);
  });

  it.each([
    [
      'the chosen backend',
      () =>
        stores.ports.courseConfigs.save(
          course,
          { backend: 'gone', escalationEmail: null },
          { by: { role: 'staff', userId: 1 }, at: NOW },
        ),
    ],
    [
      'the backend of the exam',
      () =>
        registerExams({ ...stores.ports, knownBackends: new Set(['gone']) }, STAFF, course, [
          { ...anExamOf('a'), backend: 'gone' },
        ]),
    ],
  ] as const)('is rejected if %s is not configured any more', async (_what, prepare) => {
    await prepare();
    const before = await exams();
    await expect(publish(anExamOf('a', { timeLimitMins: 5 }))).rejects.toMatchObject({
      code: 'invalid_request',
      inputErrors: [{ pointer: '/0/backend', detail: expect.stringContaining('must be one of') }],
    });
    expect(await exams()).toEqual(before);
    await publish(anExamOf('a', { isProctored: false }));
    await configure('proctortrack');
    await publish(anExamOf('a'));
    expect(await exams()).toMatchObject([{ backend: 'proctortrack', isProctored: true }]);
  });

  it('repeated after it was cut off completes it, without a second exam', async () => {
    const { authoring } = stores.ports;
    const list = [anExamOf('a'), anExamOf('b')];
    const cutOff: typeof authoring.register = async (registered, registration) => {
      await authoring.register(registered, { created: registration.created.slice(0, 1), changed: [] });
      throw new Error('cut off');
    };
    const ports = { ...stores.ports, authoring: { ...authoring, register: cutOff } };
    await expect(publishExams(ports, author(), course, list)).rejects.toThrow('cut off');
    const [first] = await exams();
    for (let time = 0; time < 2; time++) await publish(...list);
    expect(await exams()).toMatchObject([{ examId: first?.examId, contentId: 'a' }, { contentId: 'b' }]);
  });

  it('creates a manually removed exam again with its id', async () => {
    const [examId = 0] = await byLms('proctortrack');
    stores.database.exams.delete(examId);
    await publish(anExamOf('a'));
    expect(await exams()).toMatchObject([{ examId, backend: null }]);
  });

  it('concurrently leaves one of the lists, complete', async () => {
    const lists = [[anExamOf('a'), anExamOf('b')], [anExamOf('a', { timeLimitMins: 5 })]];
    await Promise.all(lists.map(list => publish(...list)));
    const active = (await exams()).filter(({ isActive }) => isActive);
    const described = active.map(({ contentId, timeLimitMins }) => [contentId, timeLimitMins]);
    expect(lists.map(list => list.map(exam => [exam.contentId, exam.timeLimitMins]))).toContainEqual(described);
  });
});

const TYPES = {
  timed: { isProctored: false, isPracticeExam: false },
  proctored: { isProctored: true, isPracticeExam: false },
  practice: { isProctored: true, isPracticeExam: true },
};
const CHANGES = Object.keys(TYPES).flatMap(from =>
  Object.keys(TYPES).flatMap(to => (from === to ? [] : [[from, to] as [keyof typeof TYPES, keyof typeof TYPES]])),
);

describe('attempts at an exam whose type is changed', () => {
  it.each(CHANGES)('from %s to %s, or that is withdrawn, stay as they are', async (from, to) => {
    const { ports } = stores;
    await configure('proctortrack', 'help@example.edu');
    await publish(anExamOf('a', TYPES[from]));
    const [{ examId } = anExam()] = await exams();
    const attempts = await Promise.all(
      ['created', 'started', 'submitted', 'verified'].map(() => storedAttempt(stores, examId)),
    );
    const act = (index: number, action: 'start' | 'submit' | 'verify') => {
      const { attemptId, user } = attempts[index] ?? expect.fail();
      return actOnAttempt(ports, action === 'verify' ? STAFF : aCaller({ userId: user.id }), attemptId, action);
    };
    for (const index of [1, 2, 3]) await act(index, 'start');
    for (const index of [2, 3]) await act(index, 'submit');
    await act(3, 'verify');
    const read = () => Promise.all(attempts.map(({ attemptId }) => ports.attempts.read(attemptId)));
    const before = await read();
    expect(before.map(attempt => attempt?.status)).toEqual(['created', 'started', 'submitted', 'verified']);

    await configure('other');
    for (const list of [[anExamOf('a', { ...TYPES[to], timeLimitMins: 5, isActive: true })], []]) {
      await publish(...list);
      expect(await read()).toEqual(before);
      expect(await exams()).toMatchObject([{ examId, isActive: list.length > 0 }]);
    }
    await act(1, 'submit');
    expect((await read())[1]?.status).toBe('submitted');
  });

  it('are taken with the new type by learners who have none', async () => {
    const { ports } = stores;
    await configure('proctortrack');
    await publish(anExamOf('a', TYPES.timed));
    const [{ examId } = anExam()] = await exams();
    await publish(anExamOf('a', TYPES.practice));
    const created = await createAttempt(ports, aCaller({ userId: 5 }), attemptRequest(examId));
    expect(created).toMatchObject({ watchedBy: 'proctortrack', createdPractice: true, createdProctored: true });
  });
});

describe('the proctoring of a course', () => {
  const EMAIL = 'help@example.edu';

  it('is chosen by its staff, from the configured backends', async () => {
    const choice = configureCourse(stores.ports, aCaller(), course, { backend: null, escalationEmail: null });
    await expect(choice).rejects.toMatchObject({ code: 'forbidden' });
    await configure('proctortrack', EMAIL);
    for (const [backend, email, pointer, detail] of [
      ['gone', null, '/provider', 'must be one of the configured backends: software_secure, proctortrack, other'],
      [null, EMAIL, '/escalation_email', 'must be null without a provider'],
    ] as const) {
      const message = `${pointer.slice(1)}: ${detail}.`;
      const problem = { code: 'invalid_request', message, inputErrors: [{ pointer, detail }] };
      await expect(configure(backend, email)).rejects.toMatchObject(problem);
    }
    expect(await stores.ports.courseConfigs.read(course)).toEqual({ backend: 'proctortrack', escalationEmail: EMAIL });
    await configure(null);
    expect(await stores.ports.courseConfigs.read(course)).toEqual({ backend: null, escalationEmail: null });
  });

  it('is stored with its author and the time', async () => {
    const { courseConfigs } = stores.ports;
    const changes: unknown[] = [];
    const save: typeof courseConfigs.save = async (_course, _config, change) => void changes.push(change);
    const ports = { ...stores.ports, courseConfigs: { ...courseConfigs, save }, clock: () => NOW };
    await configureCourse(ports, author(), course, { backend: null, escalationEmail: null });
    expect(changes).toEqual([{ by: { role: 'staff', userId: 800 }, at: NOW }]);
  });

  it('changes no published exam', async () => {
    await publish(anExamOf('a'));
    const before = await exams();
    await configure('proctortrack');
    expect(await exams()).toEqual(before);
  });
});
