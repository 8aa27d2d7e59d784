import { listEnrolments, registerEnrolments, removeEnrolments } from '../../usecases/enrolments/enrolments.ts';
import type { EnrolmentStore } from '../../usecases/ports/enrolmentStore.ts';
import { toRegistrationKey, toUserCursor, userBefore } from '../contract/pages.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';

/** The enrolments in courses, which the LMS maintains. */
export function enrolmentRoutes(ports: { enrolments: EnrolmentStore }): Route[] {
  return [
    serve(contract.addEnrolments, async ({ caller, body }) => {
      const enrolments = body.map(entry => ({ ...toRegistrationKey(entry), mode: entry.mode ?? '' }));
      await registerEnrolments(ports, caller, enrolments);
      return ok();
    }),
    serve(contract.removeEnrolments, async ({ caller, body }) => {
      await removeEnrolments(ports, caller, body.map(toRegistrationKey));
      return ok();
    }),
    serve(contract.getEnrolments, async ({ caller, query: { course_id, limit, cursor } }) => {
      const page = await listEnrolments(ports, caller, course_id, { limit, after: userBefore(cursor) });
      return ok({
        results: page.enrolments.map(({ userId, mode }) => ({ user_id: userId, course_id, mode: mode || null })),
        next_cursor: toUserCursor(page.nextAfter),
      });
    }),
  ];
}
