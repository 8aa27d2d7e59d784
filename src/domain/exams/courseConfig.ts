import type { Backend } from './backends.ts';

/** The proctoring that the authors of a course have chosen. */
export interface CourseConfig {
  /** The backend of the proctored exams that they publish; null for none chosen. */
  backend: string | null;
  /** Contact for complaints about reviews of that backend; null for the contact of the backend. */
  escalationEmail: string | null;
}

export const NO_COURSE_CONFIG: CourseConfig = { backend: null, escalationEmail: null };

/** The contact for complaints about reviews of a course's exams: the course's own one, unless it chose another backend. */
export function escalationEmailOf(
  config: CourseConfig,
  name: string,
  backend: Pick<Backend, 'proctoringEscalationEmail'> | undefined,
): string | null {
  const ownEmail = config.backend === name ? config.escalationEmail : null;
  return ownEmail ?? backend?.proctoringEscalationEmail ?? null;
}
