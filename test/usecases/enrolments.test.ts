import { describe, expect, it } from 'vitest';
import { listEnrolments, registerEnrolments, removeEnrolments } from '../../src/usecases/enrolments/enrolments.ts';
import { aCaller, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';

const { ports } = inMemoryStores();
const enrolment = (courseId: string, userId: number, mode = 'verified') => ({ courseId, userId, mode });

describe('enrolments', () => {
  it('are registered, changed, listed by user id in pages and removed', async () => {
    const [course, other] = [newCourseId(), newCourseId()];
    await registerEnrolments(ports, STAFF, [...[30, 4, 200].map(id => enrolment(course, id)), enrolment(other, 1)]);
    await registerEnrolments(ports, STAFF, [enrolment(course, 4, 'masters')]);
    const page = (after: number, limit = 2) => listEnrolments(ports, STAFF, course, { limit, after });
    expect(await page(0)).toEqual({
      enrolments: [enrolment(course, 4, 'masters'), enrolment(course, 30)],
      nextAfter: 30,
    });
    expect((await page(0, 1)).nextAfter).toBe(4);
    await removeEnrolments(ports, STAFF, [enrolment(course, 4), enrolment(course, 99), enrolment(newCourseId(), 30)]);
    expect(await page(0)).toEqual({ enrolments: [enrolment(course, 30), enrolment(course, 200)], nextAfter: null });
    expect(await page(200)).toEqual({ enrolments: [], nextAfter: null });
  });

  it('are for global staff alone', async () => {
    const course = newCourseId();
    const caller = aCaller({ courseStaff: [course] });
    for (const rejected of [
      registerEnrolments(ports, caller, [enrolment(course, 5)]),
      removeEnrolments(ports, caller, [enrolment(course, 5)]),
      listEnrolments(ports, caller, course, { limit: 1, after: 0 }),
    ]) {
      await expect(rejected).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await ports.enrolments.ofCourse(course)).size).toBe(0);
  });
});
