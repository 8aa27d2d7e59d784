import type { Backends } from '../../../domain/exams/backends.ts';
import type { StaffRightsPorts } from '../../../usecases/courseStaff/staffRights.ts';
import { listActiveExams } from '../../../usecases/exams/listActiveExams.ts';
import { publishExams } from '../../../usecases/exams/publishExams.ts';
import type { CourseExamPorts } from '../../../usecases/exams/registerExams.ts';
import type { CourseConfigs } from '../../../usecases/ports/courseConfigs.ts';
import type { ExamStore } from '../../../usecases/ports/examStore.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import * as contract from './contract.ts';
import { toEdxExamsExam, toPublishedExams } from './wire.ts';

interface CourseRoutePorts extends StaffRightsPorts, CourseExamPorts {
  exams: Pick<ExamStore, 'ofCourse'>;
  courseConfigs: Pick<CourseConfigs, 'read'>;
  backends: Backends;
}

/** A course's exams, listed and published as in edx-exams. */
export function edxExamsCourseRoutes(ports: CourseRoutePorts): Route[] {
  return [
    serve(contract.listEdxExamsExams, async ({ caller, params }) => {
      const exams = await listActiveExams(ports, caller, params.course_id);
      return ok(exams.map(exam => toEdxExamsExam(exam, ports.backends)));
    }),
    serve(contract.publishEdxExamsExams, async ({ caller, params: { course_id }, body }) => {
      await publishExams(ports, caller, course_id, toPublishedExams(course_id, body));
      return ok({});
    }),
  ];
}
