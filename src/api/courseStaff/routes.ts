import type { Clock } from '../../domain/time.ts';
import { addCourseStaff, listCourseStaff, removeCourseStaff } from '../../usecases/courseStaff/registerCourseStaff.ts';
import type { CourseStaffStore } from '../../usecases/ports/courseStaffStore.ts';
import { toRegistrationKey, toUserCursor, userBefore } from '../contract/pages.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';

/** The table of course staff, which the LMS maintains. */
export function courseStaffRoutes(ports: { courseStaff: CourseStaffStore; clock: Clock }): Route[] {
  return [
    serve(contract.addCourseStaff, async ({ caller, body }) => {
      await addCourseStaff(ports, caller, body.map(toRegistrationKey));
      return ok();
    }),
    serve(contract.removeCourseStaff, async ({ caller, body }) => {
      await removeCourseStaff(ports, caller, body.map(toRegistrationKey));
      return ok();
    }),
    serve(contract.getCourseStaff, async ({ caller, query: { course_id, limit, cursor } }) => {
      const page = await listCourseStaff(ports, caller, course_id, { limit, after: userBefore(cursor) });
      return ok({
        results: page.userIds.map(user_id => ({ user_id, course_id })),
        next_cursor: toUserCursor(page.nextAfter),
      });
    }),
  ];
}
