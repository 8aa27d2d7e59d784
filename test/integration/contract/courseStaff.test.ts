import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CourseStaffStore } from '../../../src/usecases/ports/courseStaffStore.ts';
import { NOW } from '../../support/builders.ts';
import { IMPLEMENTATIONS } from '../../support/implementations.ts';
import { runs } from '../../support/runs.ts';

const CHANGE = { by: { role: 'staff', userId: 900 }, at: NOW } as const;

describe.each(IMPLEMENTATIONS)('course staff $name', ({ open }) => {
  let courseStaff: CourseStaffStore;
  beforeAll(async () => {
    ({ courseStaff } = (await open()).ports);
  });

  const aCourse = () => `course-v1:X+${randomUUID()}+1`;
  const idsOf = async (courseId: string) => [...((await courseStaff.read([courseId])).get(courseId) ?? [])].sort();

  it('of a new course are empty', async () => {
    expect(await idsOf(aCourse())).toEqual([]);
  });

  it('are added to the existing ones and removed from them; a repetition has no effect', async () => {
    const course = aCourse();
    for (let time = 0; time < 2; time++) await courseStaff.add(course, new Set([1, 2]), CHANGE);
    await courseStaff.add(course, new Set([2, Number.MAX_SAFE_INTEGER]), CHANGE);
    expect(await idsOf(course)).toEqual([1, 2, Number.MAX_SAFE_INTEGER]);
    for (let time = 0; time < 2; time++) await courseStaff.remove(course, new Set([1, 5]), CHANGE);
    expect(await idsOf(course)).toEqual([2, Number.MAX_SAFE_INTEGER]);
    await courseStaff.remove(course, new Set([2, Number.MAX_SAFE_INTEGER]), CHANGE);
    expect(await idsOf(course)).toEqual([]);
    await courseStaff.add(course, new Set([7]), CHANGE);
    expect(await idsOf(course)).toEqual([7]);
  });

  it('are listed by user: every course that has the user, also after concurrent and repeated changes', async () => {
    const [first, second] = [aCourse(), aCourse()].sort() as [string, string];
    const userId = randomInt(1, 2 ** 40);
    expect(await courseStaff.coursesOf(userId)).toEqual([]);
    await Promise.all([second, first, second].map(course => courseStaff.add(course, new Set([userId, 7]), CHANGE)));
    expect(await courseStaff.coursesOf(userId)).toEqual([first, second]);
    for (let time = 0; time < 2; time++) await courseStaff.remove(first, new Set([userId]), CHANGE);
    expect(await courseStaff.coursesOf(userId)).toEqual([second]);
    await courseStaff.remove(second, new Set([userId]), CHANGE);
    expect(await courseStaff.coursesOf(userId)).toEqual([]);
    await courseStaff.remove(second, new Set([randomInt(1, 2 ** 40)]), CHANGE);
  });

  it('are listed by user after concurrent additions and removals of the same user', async () => {
    for (let round = 0; round < runs(4, 20); round++) {
      const [course, userId] = [aCourse(), randomInt(1, 2 ** 40)];
      const users = new Set([userId]);
      await courseStaff.add(course, users, CHANGE);
      await Promise.all([
        courseStaff.remove(course, users, CHANGE),
        courseStaff.add(course, users, CHANGE),
        courseStaff.remove(course, users, CHANGE),
        courseStaff.add(course, users, CHANGE),
      ]);
      if ((await idsOf(course)).length > 0) expect(await courseStaff.coursesOf(userId)).toEqual([course]);
    }
  });

  it('of many courses are read together', async () => {
    // More than DynamoDB reads in one batch; every tenth has staff.
    const courses = Array.from({ length: 121 }, aCourse);
    const staffOf = (index: number) => (index % 10 === 0 ? [index + 1] : []);
    const additions = courses.map(async (course, index) => {
      const users = new Set(staffOf(index));
      if (users.size > 0) await courseStaff.add(course, users, CHANGE);
    });
    await Promise.all(additions);
    const read = await courseStaff.read(courses);
    expect(courses.map(course => [...(read.get(course) ?? [])])).toEqual(courses.map((_, index) => staffOf(index)));
  });

  it('added concurrently are all stored', async () => {
    const course = aCourse();
    const count = runs(8, 20);
    const additions = Array.from({ length: count }, (_, index) =>
      courseStaff.add(course, new Set([index + 1]), CHANGE),
    );
    await Promise.all(additions);
    expect((await idsOf(course)).length).toBe(count);
  });
});
