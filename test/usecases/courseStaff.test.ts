import { describe, expect, it } from 'vitest';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { readAttempt } from '../../src/usecases/attempts/readAttempt.ts';
import { listCoursesOfStaff } from '../../src/usecases/courseStaff/coursesOfStaff.ts';
import {
  addCourseStaff,
  listCourseStaff,
  MAX_STAFF_OF_A_COURSE,
  removeCourseStaff,
} from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { isAnyStaff, withStaffRights, withStaffRightsOver } from '../../src/usecases/courseStaff/staffRights.ts';
import type { CourseStaffChange, CourseStaffStore } from '../../src/usecases/ports/courseStaffStore.ts';
import { aCaller, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const { ports } = stores;
const entries = (courseId: string, ...userIds: number[]) => userIds.map(userId => ({ courseId, userId }));
const idsOf = async (courseId: string) =>
  (await listCourseStaff(ports, STAFF, courseId, { limit: 1000, after: 0 })).userIds;

/** The table, with a count of its reads. */
function counted(): { courseStaff: CourseStaffStore; reads: string[][] } {
  const reads: string[][] = [];
  const read: CourseStaffStore['read'] = courseIds => {
    reads.push([...courseIds]);
    return ports.courseStaff.read(courseIds);
  };
  return { courseStaff: { ...ports.courseStaff, read }, reads };
}

describe('the courses of a caller', () => {
  it('are those of the token, then those of the table that have not removed them since, each once', async () => {
    const [first, second, removed, unlisted] = [newCourseId(), newCourseId(), newCourseId(), newCourseId()];
    await addCourseStaff(ports, STAFF, [...entries(second, 70), ...entries(removed, 71)]);
    const coursesOf: CourseStaffStore['coursesOf'] = async userId =>
      userId === 70 ? [first, second, removed, unlisted] : [];
    const read: CourseStaffStore['read'] = async courseIds => {
      const stored = await ports.courseStaff.read(courseIds);
      stored.delete(unlisted);
      return stored;
    };
    const courseStaff = { ...ports.courseStaff, coursesOf, read };
    const named = aCaller({ userId: 70, courseStaff: [first] });
    expect(await listCoursesOfStaff({ courseStaff }, named)).toEqual([first, second]);
    expect(await isAnyStaff({ courseStaff }, aCaller({ userId: 70 }))).toBe(true);
    const onlyRemoved = { courseStaff: { ...courseStaff, coursesOf: async () => [removed] } };
    expect(await isAnyStaff(onlyRemoved, aCaller({ userId: 70 }))).toBe(false);
  });

  it('are not read again where the token names them all', async () => {
    const course = newCourseId();
    const coursesOf: CourseStaffStore['coursesOf'] = async () => [course];
    const courseStaff = { coursesOf, read: () => expect.fail('the table was read') };
    expect(await listCoursesOfStaff({ courseStaff }, aCaller({ courseStaff: [course] }))).toEqual([course]);
  });
});

describe('course staff', () => {
  it('are added, listed by user id and removed, by global staff alone', async () => {
    const course = newCourseId();
    await addCourseStaff(ports, STAFF, entries(course, 30, 4, 4, 200));
    expect(await idsOf(course)).toEqual([4, 30, 200]);
    const courseStaff = aCaller({ courseStaff: [course] });
    for (const rejected of [
      addCourseStaff(ports, courseStaff, entries(course, 5)),
      removeCourseStaff(ports, courseStaff, entries(course, 4)),
      listCourseStaff(ports, courseStaff, course, { limit: 1, after: 0 }),
    ]) {
      await expect(rejected).rejects.toMatchObject({ code: 'forbidden' });
    }
    await removeCourseStaff(ports, STAFF, [...entries(course, 4, 99), ...entries(newCourseId(), 30)]);
    expect(await idsOf(course)).toEqual([30, 200]);
  });

  it('are listed page by page, each once', async () => {
    const course = newCourseId();
    await addCourseStaff(ports, STAFF, entries(course, 5, 1, 4, 2, 3));
    const listed: number[] = [];
    let after: number | null = 0;
    while (after !== null) {
      const page: Awaited<ReturnType<typeof listCourseStaff>> = await listCourseStaff(ports, STAFF, course, {
        limit: 2,
        after,
      });
      expect(page.userIds.length).toBeGreaterThan(0);
      listed.push(...page.userIds);
      after = page.nextAfter;
    }
    expect(listed).toEqual([1, 2, 3, 4, 5]);
  });

  it('fill a page exactly without another one', async () => {
    const course = newCourseId();
    await addCourseStaff(ports, STAFF, entries(course, 3, 1, 4, 2));
    const page = (after: number) => listCourseStaff(ports, STAFF, course, { limit: 2, after });
    expect(await page(0)).toEqual({ userIds: [1, 2], nextAfter: 2 });
    expect(await page(2)).toEqual({ userIds: [3, 4], nextAfter: null });
  });

  it('are added and removed in the name of the caller, at the time of the request', async () => {
    const changes: CourseStaffChange[] = [];
    const recordChange: CourseStaffStore['add'] = async (_courseId, _userIds, change) => void changes.push(change);
    const courseStaff = { ...ports.courseStaff, add: recordChange, remove: recordChange };
    for (const request of [addCourseStaff, removeCourseStaff]) {
      await request({ courseStaff, clock: () => NOW }, STAFF, entries(newCourseId(), 5));
    }
    const change = { by: { role: 'staff', userId: STAFF.userId }, at: NOW };
    expect(changes).toEqual([change, change]);
  });

  it('beyond the limit of a course are rejected, without additions to any course', async () => {
    const [full, other] = [newCourseId(), newCourseId()];
    const all = Array.from({ length: MAX_STAFF_OF_A_COURSE }, (_, index) => index + 1);
    await addCourseStaff(ports, STAFF, entries(full, ...all));
    await addCourseStaff(ports, STAFF, entries(full, ...all));
    const tooMany = addCourseStaff(ports, STAFF, [...entries(other, 1), ...entries(full, MAX_STAFF_OF_A_COURSE + 1)]);
    await expect(tooMany).rejects.toMatchObject({
      code: 'too_many_course_staff',
      message: `Course ${full} would have 1001 staff; a course can have 1000. Nothing was added.`,
    });
    expect([await idsOf(full), await idsOf(other)]).toEqual([all, []]);
  });
});

describe('beyond the limit of a course', () => {
  it('existing entries are accepted and stay', async () => {
    const course = newCourseId();
    const all = Array.from({ length: MAX_STAFF_OF_A_COURSE + 5 }, (_, index) => index + 1);
    await ports.courseStaff.add(course, new Set(all), { by: { role: 'staff', userId: 1 }, at: ports.clock() });
    await addCourseStaff(ports, STAFF, entries(course, 1, 2));
    await expect(addCourseStaff(ports, STAFF, entries(course, 99_999))).rejects.toMatchObject({
      code: 'too_many_course_staff',
    });
  });
});

describe('staff rights', () => {
  it('are those of the token and those of the table', async () => {
    const [byToken, byTable, neither] = [newCourseId(), newCourseId(), newCourseId()];
    const caller = aCaller({ courseStaff: [byToken] });
    await addCourseStaff(ports, STAFF, [...entries(byTable, caller.userId), ...entries(neither, caller.userId + 1)]);
    const staff = await withStaffRights(ports, caller, [byToken, byTable, neither]);
    expect(staff).toEqual({ ...caller, courseStaff: [byToken, byTable] });
  });

  it('end with the removal, at the next request', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores, { courseId: newCourseId() }));
    const request = () => readAttempt(ports, aCaller({ userId: 5 }), attempt.attemptId);
    await addCourseStaff(ports, STAFF, entries(attempt.courseId, 5));
    expect((await request()).attempt).toEqual(attempt);
    await removeCourseStaff(ports, STAFF, entries(attempt.courseId, 5));
    await expect(request()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('of the table do not extend to one’s own attempt, as those of the token do not', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores, { courseId: newCourseId() }));
    await addCourseStaff(ports, STAFF, entries(attempt.courseId, attempt.user.id));
    const caller = aCaller({ userId: attempt.user.id });
    const { courseStaff, reads } = counted();
    const rename = changeStudentName({ ...ports, courseStaff }, caller, attempt.attemptId, 'Ada');
    await expect(rename).rejects.toMatchObject({ code: 'forbidden' });
    expect(reads).toEqual([]);
  });

  it('cost no read of the table for the token’s courses, global staff and one’s own attempts, else one in a request', async () => {
    const [byToken, other] = [newCourseId(), newCourseId()];
    const caller = aCaller({ userId: 5, courseStaff: [byToken] });
    const { courseStaff, reads } = counted();
    await withStaffRights({ courseStaff }, caller, [byToken]);
    await withStaffRights({ courseStaff }, STAFF, [other]);
    await withStaffRightsOver({ courseStaff }, caller, { courseId: other, user: { id: 5 } });
    expect(reads).toEqual([]);
    for (let time = 0; time < 3; time++) await withStaffRights({ courseStaff }, caller, [byToken, other, other]);
    expect(reads).toEqual([[other]]);
  });
});
