import type { Actor } from '../../domain/actors.ts';
import type { CourseConfig } from '../../domain/exams/courseConfig.ts';
import type { Instant } from '../../domain/time.ts';

/** The proctoring that the authors of courses have chosen. */
export interface CourseConfigs {
  /** As it is now; without a choice that of `NO_COURSE_CONFIG`. */
  read(courseId: string): Promise<CourseConfig>;
  save(courseId: string, config: CourseConfig, change: { by: Actor; at: Instant }): Promise<void>;
}
