import { listCoursesOfStaff } from '../../usecases/courseStaff/coursesOfStaff.ts';
import type { CourseStaffStore } from '../../usecases/ports/courseStaffStore.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import { getMe } from './contract.ts';

/** The caller's own rights, for front ends. */
export function meRoutes(ports: { courseStaff: CourseStaffStore }): Route[] {
  return [
    serve(getMe, async ({ caller }) =>
      ok({
        user_id: caller.userId,
        username: caller.username,
        name: caller.name,
        is_staff: caller.isStaff,
        course_staff: await listCoursesOfStaff(ports, caller),
      }),
    ),
  ];
}
