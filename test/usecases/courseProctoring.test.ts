import { describe, expect, it } from 'vitest';
import { type CourseConfig, NO_COURSE_CONFIG } from '../../src/domain/exams/courseConfig.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { readProctoring } from '../../src/usecases/exams/readProctoring.ts';
import { aBackend, aCaller, NOW, newCourseId } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const ports = { ...stores.ports, knownBackends: new Set(['psi', 'rest', 'gone']) };
const backends = {
  byName: new Map([
    ['psi', aBackend()],
    ['rest', aBackend({ supportsOnboarding: true, proctoringEscalationEmail: 'help@vendor.example' })],
  ]),
  defaultName: 'psi',
};
const dashboardBackends = new Set(['rest']);

/** The proctoring of a course with these exams, the oldest first. */
async function proctoringOf(exams: readonly Partial<Exam>[], config = NO_COURSE_CONFIG) {
  const courseId = newCourseId();
  await ports.courseConfigs.save(courseId, config, { by: { role: 'staff', userId: 1 }, at: NOW });
  for (const [index, fields] of exams.entries()) {
    await storedExam({ ports }, { courseId, contentId: `exam${index}`, ...fields });
  }
  return readProctoring({ ...ports, backends, dashboardBackends }, aCaller({ courseStaff: [courseId] }), courseId);
}

const NOTHING = { backend: null, escalationEmail: null, supportsOnboarding: false, hasDashboard: false };
const PSI = { ...NOTHING, backend: 'psi' };
const REST = { backend: 'rest', escalationEmail: 'help@vendor.example', supportsOnboarding: true, hasDashboard: true };

describe('the proctoring of a course', () => {
  it.each<[string, Partial<Exam>[], object]>([
    ['no exams', [], NOTHING],
    ['timed exams', [{ isProctored: false, backend: 'rest' }], NOTHING],
    ['an exam that is not active', [{ isActive: false, backend: 'rest' }], NOTHING],
    ['an exam that names no backend', [{ backend: null }], PSI],
    ['an exam of a vendor with a dashboard', [{ backend: 'rest' }, { isProctored: false, backend: 'psi' }], REST],
    ['exams of two vendors', [{ backend: 'rest' }, { backend: 'psi' }], { ...PSI, supportsOnboarding: true }],
    [
      'exams of two vendors, the newest with a dashboard',
      [{ backend: 'psi' }, { backend: 'rest' }],
      { ...REST, hasDashboard: false },
    ],
    ['a backend that is not configured', [{ backend: 'gone' }], { ...NOTHING, backend: 'gone' }],
  ])('with %s', async (_what, exams, expected) => {
    expect(await proctoringOf(exams)).toEqual(expected);
  });

  it.each<[string, CourseConfig, string | null]>([
    ['chosen for this backend', { backend: 'rest', escalationEmail: 'own@example.edu' }, 'own@example.edu'],
    ['chosen for another backend', { backend: 'psi', escalationEmail: 'own@example.edu' }, 'help@vendor.example'],
    ['not chosen', { backend: 'rest', escalationEmail: null }, 'help@vendor.example'],
  ])('has the contact for complaints of the course, if %s', async (_what, config, expected) => {
    expect(await proctoringOf([{ backend: 'rest' }], config)).toMatchObject({ escalationEmail: expected });
    expect(await proctoringOf([], config)).toEqual(NOTHING);
  });

  it('is for its staff', async () => {
    const other = aCaller({ courseStaff: ['course-v1:Other+1+1'] });
    const reading = readProctoring({ ...ports, backends, dashboardBackends }, other, newCourseId());
    await expect(reading).rejects.toMatchObject({ code: 'forbidden' });
  });
});
