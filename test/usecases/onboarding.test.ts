import { describe, expect, it } from 'vitest';
import type { OnboardingListStatus } from '../../src/domain/attempts/onboardingStatus.ts';
import { laterBy } from '../../src/domain/time.ts';
import { acknowledgeStatus } from '../../src/usecases/attempts/acknowledgeStatus.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { listOnboarding, MAX_COUNTED_AHEAD, MAX_EXAMINED } from '../../src/usecases/onboarding/listOnboarding.ts';
import { readOnboardingStatus } from '../../src/usecases/onboarding/readOnboardingStatus.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { aCaller, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { onboardingScenarios } from '../support/scenarios/onboarding.ts';
import { storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const { ports, newCourse, onboardingExam, newLearner, attempt, enrol } = onboardingScenarios(() => stores);

const NO_ONBOARDING = { status: null, attempt: undefined, expiresAt: null };

const callerOf = ({ id, username }: { id: number; username: string }) => aCaller({ userId: id, username });
const statusOf = async (courseId: string, learner: { id: number; username: string }) =>
  (await readOnboardingStatus(ports(), callerOf(learner), { courseId })).onboarding;
const staffOf = (courseId: string) => aCaller({ userId: 900_001, username: 'staff', courseStaff: [courseId] });
const list = (courseId: string, query: Partial<Parameters<typeof listOnboarding>[3]> = {}) =>
  listOnboarding(ports(), staffOf(courseId), courseId, { page: 1, ...query });
const filtered = (courseId: string, ...statuses: OnboardingListStatus[]) =>
  list(courseId, { statuses: new Set(statuses) });

describe('the onboarding status of a learner', () => {
  it('follows their attempts, of which a verified one counts', async () => {
    const { courseId, examId } = await newCourse();
    const learner = await newLearner();
    expect(await statusOf(courseId, learner)).toEqual(NO_ONBOARDING);
    const first = await attempt(examId, learner, 'submit');
    expect(await statusOf(courseId, learner)).toMatchObject({ status: 'submitted', expiresAt: null });
    const verified = await attempt(examId, learner, 'submit', 'verify');
    expect(verified.attemptId).not.toBe(first.attemptId);
    const approved = { status: 'verified', expiresAt: laterBy(verified.modifiedAt, 365 * 24 * 60 * 60) };
    expect(await statusOf(courseId, learner)).toMatchObject(approved);
    await attempt(examId, learner, 'submit', 'reject');
    expect(await statusOf(courseId, learner)).toMatchObject(approved);
  });

  it('keeps the expiry of an approval through the learner’s acknowledgement, another attempt and its removal', async () => {
    const { courseId, examId } = await newCourse();
    const learner = await newLearner();
    const approved = await attempt(examId, learner, 'submit', 'verify');
    const { expiresAt } = await statusOf(courseId, learner);
    await acknowledgeStatus(ports(), callerOf(learner), approved.attemptId);
    const another = await attempt(examId, learner);
    await removeAttempt(ports(), STAFF, another.attemptId, null);
    expect(await ports().attempts.read(approved.attemptId)).toMatchObject({
      ...{ isCurrent: true, isStatusAcknowledged: true, version: approved.version + 3 },
    });
    expect(await statusOf(courseId, learner)).toMatchObject({ status: 'verified', expiresAt });
  });

  it('is an approval in another course, with the same backend', async () => {
    const [here, there] = [await newCourse(), await newCourse()];
    const learner = await newLearner();
    await attempt(here.examId, learner, 'submit', 'reject');
    await attempt(there.examId, learner, 'submit', 'verify');
    expect(await statusOf(here.courseId, learner)).toMatchObject({ status: 'other_course_approved' });
    const elsewhere = await newLearner();
    await attempt(await storedExam(stores, { courseId: there.courseId, backend: 'p' }), elsewhere, 'submit', 'verify');
    const practice = { courseId: newCourseId(), isPracticeExam: true };
    await attempt(await storedExam(stores, practice), elsewhere, 'submit', 'verify');
    expect(await statusOf(here.courseId, elsewhere)).toMatchObject({ status: null });
  });

  it.each([
    ['withdrawn', { isActive: false, isProctored: false }],
    ['made a timed exam', { isPracticeExam: false, isProctored: false }],
    ['given to another vendor', { backend: 'software_secure' }],
  ])('has attempts at an earlier onboarding exam of the course, which was %s since', async (_change, change) => {
    const { courseId, examId } = await newCourse();
    const [learner, approved] = [await newLearner(), await newLearner()];
    await attempt(examId, learner, 'submit', 'reject');
    await attempt(examId, approved, 'submit', 'verify');
    await ports().authoring.change(examId, change);
    await onboardingExam({ courseId });
    expect(await statusOf(courseId, learner)).toMatchObject({ status: 'rejected' });
    expect(await statusOf(courseId, approved)).toMatchObject({ status: 'verified' });
    expect((await list(courseId)).rows.map(({ status }) => status).sort()).toEqual(['rejected', 'verified']);
  });

  it('shows an attempt whose time is up as the schedule will leave it', async () => {
    const { courseId, examId } = await newCourse();
    const learner = await newLearner();
    const { attemptId } = await attempt(examId, learner, 'start');
    stores.editManually({ attemptId }, { startedAt: '2020-01-01T00:00:00.000Z' });
    expect(await statusOf(courseId, learner)).toMatchObject({ status: 'submitted' });
  });

  it('names the exam, and whether it is past due', async () => {
    const { courseId, examId } = await newCourse({ dueDate: '2020-01-01T00:00:00.000Z' });
    const learner = callerOf(await newLearner());
    const read = async () => (await readOnboardingStatus(ports(), learner, { courseId })).course;
    expect(await read()).toMatchObject({ exam: { examId }, isPastDue: true });
    const open = await onboardingExam({ courseId });
    expect(await read()).toMatchObject({ exam: { examId: open }, isPastDue: false });
  });

  it('of another learner is for staff of the course; a learner whom only the LMS knows has none', async () => {
    const { courseId, examId } = await newCourse();
    const learner = await newLearner();
    await attempt(examId, learner, 'submit');
    const read = (caller: Parameters<typeof readOnboardingStatus>[1], username = learner.username) =>
      readOnboardingStatus(ports(), caller, { courseId, username });
    await addCourseStaff(ports(), STAFF, [{ courseId, userId: 900_002 }]);
    for (const caller of [staffOf(courseId), STAFF, aCaller({ userId: 900_002, username: 'added' })]) {
      expect(await read(caller)).toMatchObject({ onboarding: { status: 'submitted' } });
      expect((await read(caller, 'nobody-has-it')).onboarding).toEqual(NO_ONBOARDING);
    }
    for (const caller of [aCaller({ userId: 8, username: 'other' }), staffOf(newCourseId())]) {
      for (const username of [learner.username, 'nobody-has-it']) {
        await expect(read(caller, username)).rejects.toMatchObject({ code: 'forbidden' });
      }
    }
    for (const username of ['', learner.username]) {
      expect(await read(callerOf(learner), username)).toMatchObject({ onboarding: { status: 'submitted' } });
    }
  });

  it('does not exist in a course without onboarding exam', async () => {
    const courseId = newCourseId();
    await storedExam(stores, { courseId, isPracticeExam: true });
    const rejected = { code: 'onboarding_exam_not_found' };
    await expect(readOnboardingStatus(ports(), aCaller(), { courseId })).rejects.toMatchObject(rejected);
    await expect(list(courseId)).rejects.toMatchObject(rejected);
  });
});

/** The ports, and the learners, attempts and options of each read. */
function observedPorts() {
  const reads = { current: [] as number[][], all: [] as number[][], exams: [] as number[][], names: [] as number[][] };
  const options: unknown[] = [];
  const { onboardingAttempts, lists, learnerNames, enrolments, ...others } = ports();
  const observed: Parameters<typeof listOnboarding>[0] = {
    ...others,
    enrolments: {
      ofCourse(courseId, consistency) {
        options.push(consistency);
        return enrolments.ofCourse(courseId, consistency);
      },
    },
    onboardingAttempts: {
      currentOf(userIds, examIds) {
        reads.current.push([...userIds]);
        return onboardingAttempts.currentOf(userIds, examIds);
      },
      allOf(userIds, matches) {
        reads.all.push([...userIds]);
        return onboardingAttempts.allOf(userIds, matches);
      },
    },
    lists: {
      ...lists,
      allOfCourse(courseId, page) {
        options.push(page);
        return lists.allOfCourse(courseId, page);
      },
      examsOf(attempts) {
        reads.exams.push(attempts.map(({ examId }) => examId));
        return lists.examsOf(attempts);
      },
    },
    learnerNames: {
      ...learnerNames,
      of(userIds) {
        reads.names.push([...userIds]);
        return learnerNames.of(userIds);
      },
    },
  };
  return { observed, reads, options };
}

const OLDER = { createdPractice: null, createdProctored: null, watchedBy: null };

describe('an attempt that does not store how it was created', () => {
  it('counts if its exam is an onboarding exam, in this course and in others', async () => {
    const [here, there] = [await newCourse(), await newCourse()];
    const [learner, elsewhere, real] = [await newLearner(), await newLearner(), await newLearner()];
    stores.editManually(await attempt(here.examId, learner, 'submit', 'reject'), OLDER);
    stores.editManually(await attempt(there.examId, elsewhere, 'submit', 'verify'), OLDER);
    const [timed, timedElsewhere] = [
      await storedExam(stores, { courseId: here.courseId, backend: 'p' }),
      await storedExam(stores, { courseId: there.courseId, backend: 'p' }),
    ];
    for (const examId of [timed, timedElsewhere]) {
      stores.editManually(await attempt(examId, real, 'submit', 'verify'), OLDER);
    }
    expect(await statusOf(here.courseId, learner)).toMatchObject({ status: 'rejected' });
    expect(await statusOf(here.courseId, elsewhere)).toMatchObject({ status: 'other_course_approved' });
    expect(await statusOf(here.courseId, real)).toEqual(NO_ONBOARDING);
  });

  it('counts also once it is superseded', async () => {
    const { courseId, examId } = await newCourse();
    const learner = await newLearner();
    const approved = await attempt(examId, learner, 'submit', 'verify');
    await attempt(examId, learner, 'submit', 'reject');
    stores.editManually(approved, OLDER);
    expect(await statusOf(courseId, learner)).toMatchObject({ status: 'verified' });
  });
});

describe('the reads for onboarding', () => {
  it('are those of attempts in all courses only for learners without an approval', async () => {
    const { courseId, examId } = await newCourse();
    const [approved, rejected, idle] = [await newLearner(), await newLearner(), await newLearner()];
    await attempt(examId, approved, 'submit', 'verify');
    await attempt(examId, rejected, 'submit', 'reject');
    const { observed, reads } = observedPorts();
    await readOnboardingStatus(observed, callerOf(approved), { courseId });
    expect(reads).toEqual({ current: [[approved.id]], all: [], exams: [], names: [] });
    await readOnboardingStatus(observed, callerOf(rejected), { courseId });
    expect(reads.all).toEqual([[rejected.id]]);
    await enrol(courseId, approved.id, rejected.id, idle.id);
    await listOnboarding(observed, staffOf(courseId), courseId, { page: 1 });
    expect(reads.all[1]?.toSorted()).toEqual([rejected.id, idle.id].sort());
  });

  it('are those of exams only for attempts that need them: older ones, and those past their end', async () => {
    const { courseId, examId } = await newCourse();
    const changes = [OLDER, { startedAt: '2020-01-01T00:00:00.000Z' }, {}, {}, {}];
    for (const change of changes) {
      const learner = await newLearner();
      stores.editManually(await attempt(examId, learner, 'start'), change);
      await enrol(courseId, learner.id);
    }
    const { observed, reads } = observedPorts();
    await listOnboarding(observed, staffOf(courseId), courseId, { page: 1 });
    expect(reads.exams).toEqual([
      [examId, examId],
      [examId, examId],
    ]);
  });

  it('of a filtered page are not repeated, and names are read of those without', async () => {
    const { courseId, examId } = await newCourse();
    const learner = await newLearner();
    await attempt(examId, learner, 'submit');
    const { observed, reads, options } = observedPorts();
    await listOnboarding(observed, staffOf(courseId), courseId, { page: 1, statuses: new Set(['submitted']) });
    expect([reads.current, reads.names]).toEqual([[[learner.id]], [[]]]);
    await enrol(courseId, learner.id);
    await listOnboarding(observed, staffOf(courseId), courseId, { page: 1, search: 'nobody' });
    await listOnboarding(observed, staffOf(courseId), courseId, { page: 1 });
    expect(reads.names).toEqual([[], [learner.id], [], [learner.id]]);
    const eventually = { isConsistent: false };
    expect(options).toEqual([eventually, { limit: MAX_EXAMINED }, eventually, eventually]);
  });

  it('for a filter are those of 1,000 learners without an approval in the course', async () => {
    const { courseId, examId } = await newCourse();
    const learners = Array.from({ length: 1500 }, (_, index) => 3_000_001 + index);
    for (const id of learners.slice(0, 120)) await attempt(examId, { id, username: `u${id}` }, 'submit', 'verify');
    await enrol(courseId, ...learners);
    const { observed, reads } = observedPorts();
    const statuses = new Set<OnboardingListStatus>(['verified', 'expired', 'other_course_approved']);
    expect(await listOnboarding(observed, staffOf(courseId), courseId, { page: 1, statuses })).toMatchObject({
      count: 120,
    });
    // A hundred are looked up together; the last batch passes the limit.
    expect(reads.all.flat().length).toBeGreaterThanOrEqual(1000);
    expect(reads.all.flat().length).toBeLessThan(1100);
  });
});

describe('the onboarding of a course’s learners', () => {
  it('is listed by user id, with "" for a learner without a name', async () => {
    const { courseId, examId } = await newCourse();
    const [late, early, nameless] = [8_000_003, 8_000_001, 8_000_002];
    for (const id of [late, early]) await attempt(examId, { id, username: `u${id}` });
    expect((await list(courseId)).rows.map(({ userId, username }) => [userId, username])).toEqual([
      [early, `u${early}`],
      [late, `u${late}`],
    ]);
    await enrol(courseId, nameless);
    expect((await list(courseId)).rows).toMatchObject([{ userId: nameless, username: '' }]);
  });

  it('is listed for staff alone', async () => {
    const { courseId } = await newCourse();
    for (const caller of [aCaller(), staffOf(newCourseId())]) {
      const listing = listOnboarding(ports(), caller, courseId, { page: 1 });
      await expect(listing).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('has those who are enrolled, with the mode, and nobody else', async () => {
    const { courseId, examId } = await newCourse();
    const [idle, active, visitor] = [await newLearner(), await newLearner(), await newLearner()];
    const { modifiedAt } = await attempt(examId, active, 'submit');
    await attempt(examId, visitor, 'submit');
    await ports().enrolments.enrol([
      { courseId, userId: idle.id, mode: '' },
      { courseId, userId: active.id, mode: 'verified' },
    ]);
    const rows = [
      { userId: idle.id, username: idle.username, mode: null, status: 'not_started', modifiedAt: null },
      { userId: active.id, username: active.username, mode: 'verified', status: 'submitted', modifiedAt },
    ].sort((a, b) => a.userId - b.userId);
    expect(await list(courseId)).toEqual({ rows, count: 2, page: 1, totalPages: 1 });
  });

  it('has those with attempts where the LMS registers no enrolments', async () => {
    const { courseId, examId } = await newCourse();
    const [first, second] = [await newLearner('hopper'), await newLearner()];
    const real = await storedExam(stores, { courseId });
    await attempt(real, first);
    await attempt(examId, second, 'submit', 'verify');
    const { rows } = await list(courseId);
    expect(Object.fromEntries(rows.map(({ username, mode, status }) => [username, [mode, status]]))).toEqual({
      [first.username]: [null, 'not_started'],
      [second.username]: [null, 'verified'],
    });
    expect((await list(courseId, { search: 'HOPPER' })).rows).toMatchObject([{ userId: first.id }]);
  });

  it('is empty in a course without learners', async () => {
    const { courseId } = await newCourse();
    expect(await list(courseId, { page: 3 })).toEqual({ rows: [], count: 0, page: 1, totalPages: 1 });
  });

  it('is listed page by page, each learner once; a page beyond the last one is the last', async () => {
    const { courseId } = await newCourse();
    await enrol(courseId, ...Array.from({ length: 60 }, (_, index) => 5000 - index));
    const pages = [await list(courseId), await list(courseId, { page: 2 }), await list(courseId, { page: 3 })];
    expect(pages.flatMap(({ rows }) => rows.map(({ userId }) => userId))).toEqual(
      Array.from({ length: 60 }, (_, index) => 4941 + index),
    );
    expect(pages.map(({ rows, count, page, totalPages }) => [rows.length, count, page, totalPages])).toEqual([
      [25, 60, 1, 3],
      [25, 60, 2, 3],
      [10, 60, 3, 3],
    ]);
    expect(await list(courseId, { page: 99 })).toEqual(pages[2]);
  });

  it('is found by a part of the username or the email, ignoring case', async () => {
    const { courseId } = await newCourse();
    const [ada, other] = [await newLearner('Ada'), await newLearner('x')];
    await enrol(courseId, ada.id, other.id, 1);
    const found = async (search: string) => (await list(courseId, { search })).rows.map(({ userId }) => userId);
    expect(await found('aDa')).toEqual([ada.id]);
    expect(await found('@X.exam')).toEqual([other.id]);
    expect(await found('nobody')).toEqual([]);
    expect(await list(courseId, { search: '.EXAMPLE', page: 9 })).toMatchObject({ count: 2, page: 1, totalPages: 1 });
  });

  it('is filtered by status, wherever the deciding attempt is', async () => {
    const [{ courseId, examId }, other] = [await newCourse(), await newCourse()];
    const learners = { idle: await newLearner(), submitted: await newLearner(), superseded: await newLearner() };
    const [approved, elsewhere] = [await newLearner(), await newLearner()];
    await attempt(examId, learners.submitted, 'submit');
    await attempt(examId, learners.superseded, 'submit', 'verify');
    await attempt(examId, learners.superseded, 'submit');
    await attempt(examId, approved, 'submit', 'verify');
    await attempt(examId, elsewhere, 'submit');
    await attempt(other.examId, elsewhere, 'submit', 'verify');
    const all = { ...learners, approved, elsewhere };
    await enrol(courseId, ...Object.values(all).map(({ id }) => id));
    const namesIn = async (...statuses: OnboardingListStatus[]) => {
      const { rows, count } = await filtered(courseId, ...statuses);
      expect(count).toBe(rows.length);
      const names = Object.entries(all).filter(([, { id }]) => rows.some(({ userId }) => userId === id));
      return names.map(([name]) => name);
    };
    expect(await namesIn('not_started')).toEqual(['idle']);
    expect(await namesIn('submitted')).toEqual(['submitted']);
    expect(await namesIn('verified')).toEqual(['superseded', 'approved']);
    expect(await namesIn('other_course_approved')).toEqual(['elsewhere']);
    expect(await namesIn('submitted', 'other_course_approved')).toEqual(['submitted', 'elsewhere']);
    expect(await namesIn('error', 'expired')).toEqual([]);
    const search = learners.idle.username;
    expect((await list(courseId, { search, statuses: new Set(['submitted']) })).rows).toEqual([]);
  });

  it('counts a filter some pages ahead', async () => {
    const { courseId } = await newCourse();
    await enrol(courseId, ...Array.from({ length: 600 }, (_, index) => 1 + index));
    const first = await filtered(courseId, 'not_started', 'error');
    expect(first.count).toBeGreaterThanOrEqual(25 + MAX_COUNTED_AHEAD);
    expect(first.count).toBeLessThan(600);
    const last = await list(courseId, { page: 24, statuses: new Set(['not_started']) });
    expect([last.count, last.page, last.rows.at(-1)?.userId]).toEqual([600, 24, 600]);
  });

  it('examines a limited number of learners for a search and a filter, and shows any page without', async () => {
    const { courseId, examId } = await newCourse();
    const last = await newLearner('Zoe');
    await attempt(examId, last, 'submit');
    const others = Array.from({ length: MAX_EXAMINED - 1 }, (_, index) => last.id - 1 - index);
    await enrol(courseId, last.id, ...others);
    // The last of those who are examined.
    expect(await list(courseId, { search: 'zoe' })).toMatchObject({ count: 1 });
    expect(await filtered(courseId, 'submitted')).toMatchObject({ count: 1 });
    await enrol(courseId, 1);
    expect(await list(courseId, { search: 'zoe' })).toMatchObject({ count: 0 });
    expect(await filtered(courseId, 'submitted')).toMatchObject({ count: 0 });
    const page = await list(courseId, { page: 401 });
    expect([page.count, page.rows.map(({ userId }) => userId)]).toEqual([MAX_EXAMINED + 1, [last.id]]);
  });

  it('has no erased learner, nor anything of theirs', async () => {
    for (const isEnrolled of [true, false]) {
      const { courseId, examId } = await newCourse();
      const [erased, other] = [await newLearner('zephyrine'), await newLearner()];
      for (const learner of [erased, other]) await attempt(examId, learner, 'submit');
      if (isEnrolled) await enrol(courseId, erased.id, other.id);
      await eraseLearner(ports(), STAFF, erased.id);
      if (isEnrolled) await enrol(courseId, erased.id);
      expect(await list(courseId)).toMatchObject({ rows: [{ userId: other.id }], count: 1 });
      const reading = readOnboardingStatus(ports(), STAFF, { courseId, username: erased.username });
      expect((await reading).onboarding).toEqual(NO_ONBOARDING);
    }
  });
});
