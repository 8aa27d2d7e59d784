import type { Backends } from '../../../domain/exams/backends.ts';
import type { StaffRightsPorts } from '../../../usecases/courseStaff/staffRights.ts';
import { listActiveExams } from '../../../usecases/exams/listActiveExams.ts';
import type { ExamStore } from '../../../usecases/ports/examStore.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import { listEdxExamsExams } from './contract.ts';
import { toEdxExamsExam } from './wire.ts';

/** The list of a course's exams, as edx-exams has it. */
export function edxExamsCourseRoutes(
  ports: StaffRightsPorts & { exams: Pick<ExamStore, 'ofCourse'>; backends: Backends },
): Route[] {
  return [
    serve(listEdxExamsExams, async ({ caller, params }) => {
      const exams = await listActiveExams(ports, caller, params.course_id);
      return ok(exams.map(exam => toEdxExamsExam(exam, ports.backends)));
    }),
  ];
}
