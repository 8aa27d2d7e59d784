import type { Caller } from '../../domain/actors.ts';
import { type Backends, proctoringBackendsOf } from '../../domain/exams/backends.ts';
import { escalationEmailOf } from '../../domain/exams/courseConfig.ts';
import type { StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { CourseConfigs } from '../ports/courseConfigs.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { listActiveExams } from './listActiveExams.ts';

/** The proctoring of a course, derived from its active proctored exams. */
export interface CourseProctoring {
  /** The backend of the newest of these exams; null without one. */
  backend: string | null;
  escalationEmail: string | null;
  supportsOnboarding: boolean;
  /** Whether the course has exactly one backend, and its vendor a dashboard of courses. */
  hasDashboard: boolean;
}

const NO_PROCTORING: CourseProctoring = {
  backend: null,
  escalationEmail: null,
  supportsOnboarding: false,
  hasDashboard: false,
};

/** The proctoring of a course, for its staff. @throws DomainError `forbidden` */
export async function readProctoring(
  ports: StaffRightsPorts & {
    exams: Pick<ExamStore, 'ofCourse'>;
    courseConfigs: Pick<CourseConfigs, 'read'>;
    backends: Backends;
    /** The backends whose vendors have a dashboard of courses. */
    dashboardBackends: ReadonlySet<string>;
  },
  caller: Caller,
  courseId: string,
): Promise<CourseProctoring> {
  const { byName, defaultName } = ports.backends;
  const names = proctoringBackendsOf(await listActiveExams(ports, caller, courseId), defaultName);
  const [backend] = names;
  if (backend === undefined) return NO_PROCTORING;
  const config = await ports.courseConfigs.read(courseId);
  return {
    backend,
    escalationEmail: escalationEmailOf(config, backend, byName.get(backend)),
    supportsOnboarding: names.some(name => byName.get(name)?.supportsOnboarding),
    hasDashboard: names.length === 1 && ports.dashboardBackends.has(backend),
  };
}
