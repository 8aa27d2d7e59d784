import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import { getMe } from './contract.ts';

/** The caller's own rights, for front ends. */
export function meRoutes(): Route[] {
  return [
    serve(getMe, ({ caller }) =>
      ok({
        user_id: caller.userId,
        username: caller.username,
        name: caller.name,
        is_staff: caller.isStaff,
        course_staff: [...caller.courseStaff],
      }),
    ),
  ];
}
