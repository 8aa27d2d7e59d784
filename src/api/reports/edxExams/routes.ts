import type { Backends } from '../../../domain/exams/backends.ts';
import { listReviewedAttempts, MAX_REVIEWED_ROWS } from '../../../usecases/attempts/listAllAttempts.ts';
import { ok } from '../../http/answer.ts';
import { addressOf } from '../../http/path.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import { listEdxExamsAttempts } from './contract.ts';
import { toEdxExamsAttempt } from './wire.ts';

/** The list of a course's attempts for the exams dashboard. */
export function edxExamsReportRoutes(
  ports: Parameters<typeof listReviewedAttempts>[0] & { backends: Backends },
): Route[] {
  return [
    serve(listEdxExamsAttempts, async ({ caller, params, query, basePath }) => {
      const { exam_id, offset, cursor } = query;
      const limit = Math.min(query.limit, MAX_REVIEWED_ROWS);
      const page = await listReviewedAttempts(ports, caller, params.course_id, {
        examId: exam_id,
        limit,
        offset,
        cursor,
      });
      const list = addressOf(listEdxExamsAttempts, params, basePath);
      const pageAddress = (position: { offset: string } | { cursor: string }) => {
        const texts = { ...(exam_id !== undefined && { exam_id: String(exam_id) }), limit: String(limit) };
        return `${list}?${new URLSearchParams({ ...texts, ...position })}`;
      };
      const hasPrevious = cursor === undefined && offset > 0;
      return ok({
        count: page.count,
        next: page.nextCursor === null ? null : pageAddress({ cursor: page.nextCursor }),
        previous: hasPrevious ? pageAddress({ offset: String(Math.max(0, offset - limit)) }) : null,
        results: page.rows.map(row => toEdxExamsAttempt(row, ports.backends)),
      });
    }),
  ];
}
