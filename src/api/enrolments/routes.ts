import { listEnrolments, registerEnrolments, removeEnrolments } from '../../usecases/enrolments/enrolments.ts';
import type { EnrolmentStore } from '../../usecases/ports/enrolmentStore.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';

/** The enrolments in courses, which the LMS maintains. */
export function enrolmentRoutes(ports: { enrolments: EnrolmentStore }): Route[] {
  const toKey = (entry: { user_id: number; course_id: string }) => ({
    userId: entry.user_id,
    courseId: entry.course_id,
  });
  return [
    serve(contract.addEnrolments, async ({ caller, body }) => {
      const enrolments = body.map(entry => ({ ...toKey(entry), mode: entry.mode ?? '' }));
      await registerEnrolments(ports, caller, enrolments);
      return ok();
    }),
    serve(contract.removeEnrolments, async ({ caller, body }) => {
      await removeEnrolments(ports, caller, body.map(toKey));
      return ok();
    }),
    serve(contract.getEnrolments, async ({ caller, query: { course_id, limit, cursor } }) => {
      const page = await listEnrolments(ports, caller, course_id, { limit, after: Number(cursor ?? 0) });
      return ok({
        results: page.enrolments.map(({ userId, mode }) => ({ user_id: userId, course_id, mode: mode || null })),
        next_cursor: page.nextAfter === null ? null : String(page.nextAfter),
      });
    }),
  ];
}
