import { readListedAttempts, searchAllAttempts } from '../../../usecases/attempts/listAllAttempts.ts';
import { listCourseExams } from '../../../usecases/exams/examOfCourse.ts';
import { toInstructorExam } from '../../exams/instructorV2/wire.ts';
import { ok } from '../../http/answer.ts';
import { inOrder, toPage } from '../../http/pages.ts';
import { addressOf } from '../../http/path.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import * as contract from './contract.ts';
import { ATTEMPT_COLUMNS, isAttemptColumn, toInstructorAttempt } from './wire.ts';

type InstructorListPorts = Parameters<typeof searchAllAttempts>[0] & Parameters<typeof listCourseExams>[0];

/** Lists of exams and attempts for the newer instructor dashboard. */
export function instructorListRoutes(ports: InstructorListPorts): Route[] {
  return [
    // Before the list of exams: its `{course_id+}` would match this path.
    serve(contract.listInstructorAttempts, async ({ caller, params: { course_id }, query, basePath }) => {
      const listed = await searchAllAttempts(ports, caller, course_id, {
        search: query.search,
        withAttempts: isAttemptColumn(query.ordering),
      });
      const address = addressOf(contract.listInstructorAttempts, { course_id }, basePath);
      const page = toPage(inOrder(listed, query.ordering, ATTEMPT_COLUMNS), query, address);
      const results = await readListedAttempts(ports, page.results);
      return ok({ ...page, results: results.map(toInstructorAttempt) });
    }),
    serve(contract.listInstructorExams, async ({ caller, params, query }) => {
      const exams = (await listCourseExams(ports, caller, params.course_id)).map(toInstructorExam);
      return ok(query.exam_type ? exams.filter(({ exam_type }) => exam_type === query.exam_type) : exams);
    }),
  ];
}
