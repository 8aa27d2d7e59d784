import type { Actor } from '../../domain/actors.ts';
import type { CourseConfig } from '../../domain/exams/courseConfig.ts';
import type { Instant } from '../../domain/time.ts';

/** The proctoring that the authors of courses have chosen. */
export interface CourseConfigs {
  /** The present choice, read consistently; `NO_COURSE_CONFIG` without one. */
  read(courseId: string): Promise<CourseConfig>;
  save(courseId: string, config: CourseConfig, change: { by: Actor; at: Instant }): Promise<void>;
}
