import { NO_COURSE_CONFIG } from '../../../src/domain/exams/courseConfig.ts';
import type { CourseConfigs } from '../../../src/usecases/ports/courseConfigs.ts';
import { atomically, type Database, freeze } from './database.ts';

export function createCourseConfigs({ courseConfigs }: Database): CourseConfigs {
  return {
    read: courseId => atomically(() => freeze(courseConfigs.get(courseId) ?? NO_COURSE_CONFIG)),
    save: (courseId, config) => atomically(() => void courseConfigs.set(courseId, freeze(config))),
  };
}
