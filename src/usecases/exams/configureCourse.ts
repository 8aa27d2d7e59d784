import type { Caller } from '../../domain/actors.ts';
import { invalidField } from '../../domain/errors.ts';
import { type Backends, backendFault } from '../../domain/exams/backends.ts';
import type { CourseConfig } from '../../domain/exams/courseConfig.ts';
import type { Clock } from '../../domain/time.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { CourseConfigs } from '../ports/courseConfigs.ts';

/**
 * Stores the proctoring of a course for the exams that are published later; published exams and their attempts stay.
 * @throws DomainError `forbidden`, `invalid_request` for a backend that is not configured, or a contact without a backend
 */
export async function configureCourse(
  ports: StaffRightsPorts & { courseConfigs: CourseConfigs; backends: Backends; clock: Clock },
  caller: Caller,
  courseId: string,
  config: CourseConfig,
): Promise<void> {
  const by = await requireCourseStaff(ports, caller, courseId);
  // Only these have details for front ends, which learners of the course need.
  const fault = backendFault(new Set(ports.backends.byName.keys()), { isProctored: true, backend: config.backend });
  if (fault !== undefined) throw invalidField('provider', fault);
  if (config.backend === null && config.escalationEmail !== null) {
    throw invalidField('escalation_email', 'must be null without a provider');
  }
  await ports.courseConfigs.save(courseId, config, { by, at: ports.clock() });
}
