import { beforeAll, describe, expect, it } from 'vitest';
import { NO_COURSE_CONFIG } from '../../../src/domain/exams/courseConfig.ts';
import type { CourseConfigs } from '../../../src/usecases/ports/courseConfigs.ts';
import { NOW, newCourseId } from '../../support/builders.ts';
import { IMPLEMENTATIONS } from '../../support/implementations.ts';

const CHANGE = { by: { role: 'staff', userId: 900 }, at: NOW } as const;

describe.each(IMPLEMENTATIONS)('the configuration of a course $name', ({ open }) => {
  let courseConfigs: CourseConfigs;
  beforeAll(async () => {
    ({ courseConfigs } = (await open()).ports);
  });

  it('is that of the last choice, each with all members; at first there is none', async () => {
    const [course, other] = [newCourseId(), newCourseId()];
    expect(await courseConfigs.read(course)).toEqual(NO_COURSE_CONFIG);
    for (const config of [
      { backend: 'psi', escalationEmail: 'help@example.edu' },
      { backend: 'rest', escalationEmail: null },
      NO_COURSE_CONFIG,
    ]) {
      await courseConfigs.save(course, config, CHANGE);
      expect(await courseConfigs.read(course)).toEqual(config);
    }
    expect(await courseConfigs.read(other)).toEqual(NO_COURSE_CONFIG);
  });
});
