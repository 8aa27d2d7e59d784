import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { eraseLearner } from '../../../src/usecases/privacy/eraseLearner.ts';
import { newCourseId, newLearnerId, STAFF } from '../../support/builders.ts';
import { IMPLEMENTATIONS } from '../../support/implementations.ts';
import type { Ports } from '../../support/ports.ts';

describe.each(IMPLEMENTATIONS)('enrolments $name', ({ open }) => {
  let ports: Ports;
  beforeAll(async () => {
    ({ ports } = await open());
  });

  const enrol = (courseId: string, modes: Record<number, string>) =>
    ports.enrolments.enrol(Object.entries(modes).map(([id, mode]) => ({ courseId, userId: Number(id), mode })));
  const modesIn = async (courseId: string) => [...(await ports.enrolments.ofCourse(courseId))];

  it('of a course are none at first', async () => {
    expect(await modesIn(newCourseId())).toEqual([]);
    expect((await ports.enrolments.ofCourse(newCourseId(), { isConsistent: false })).size).toBe(0);
  });

  it('are added, changed and removed, again without effect', async () => {
    const [course, other] = [newCourseId(), newCourseId()];
    await enrol(other, { 1: 'audit' });
    for (let time = 0; time < 2; time++) await enrol(course, { 1: 'verified', 2: '', 65: 'verified' });
    await enrol(course, { 1: 'masters', [Number.MAX_SAFE_INTEGER]: 'verified' });
    const last = [Number.MAX_SAFE_INTEGER, 'verified'];
    expect(await modesIn(course)).toEqual([[1, 'masters'], [2, ''], [65, 'verified'], last]);
    const removed = [1, 3, 65].map(userId => ({ courseId: course, userId }));
    for (let time = 0; time < 2; time++) await ports.enrolments.withdraw(removed);
    expect(await modesIn(course)).toEqual([[2, ''], last]);
    await ports.enrolments.withdraw([{ courseId: newCourseId(), userId: 1 }]);
    expect(await modesIn(other)).toEqual([[1, 'audit']]);
  });

  it('of one learner twice: the last mode counts', async () => {
    const course = newCourseId();
    const entries = ['audit', 'verified'].map(mode => ({ courseId: course, userId: 7, mode }));
    await ports.enrolments.enrol(entries);
    expect(await modesIn(course)).toEqual([[7, 'verified']]);
  });

  it('of many learners are there, added at the same time or together', async () => {
    const course = newCourseId();
    // All in one shard, more than a transaction has room for.
    const ids = Array.from({ length: 120 }, (_, index) => 64 * (index + 1));
    await enrol(course, Object.fromEntries(ids.map(id => [id, 'verified'])));
    await Promise.all([1, 2, 3, 4].map(id => enrol(course, { [64 * id + 1]: 'audit' })));
    await Promise.all([1, 2, 3, 4].map(id => enrol(course, { [64 * (200 + id)]: 'audit' })));
    expect((await modesIn(course)).length).toBe(128);
    await ports.enrolments.withdraw(ids.map(userId => ({ courseId: course, userId })));
    expect((await modesIn(course)).map(([, mode]) => mode)).toEqual(Array(8).fill('audit'));
  });

  it('of an erased learner are removed, and not added again', async () => {
    const [course, other, old] = [newCourseId(), newCourseId(), `Org/${randomUUID()}/Run`];
    const [erased, neighbour] = [newLearnerId(), newLearnerId()];
    for (const courseId of [course, other, old])
      await enrol(courseId, { [erased]: 'verified', [neighbour]: 'verified' });
    await eraseLearner(ports, STAFF, erased);
    await enrol(course, { [erased]: 'verified', [neighbour]: 'masters' });
    expect(await modesIn(course)).toEqual([[neighbour, 'masters']]);
    for (const courseId of [other, old]) expect(await modesIn(courseId)).toEqual([[neighbour, 'verified']]);
  });
});
