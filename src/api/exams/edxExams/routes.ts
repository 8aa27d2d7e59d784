import { readExamOfCourse } from '../../../usecases/exams/readExam.ts';
import { readShownBackend } from '../../../usecases/exams/shownBackend.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import type { ExamPorts } from '../routes.ts';
import { toWireSettings } from '../wire.ts';
import * as contract from './contract.ts';

/** Routes of exams, as edx-exams has them. */
export function edxExamsExamRoutes(
  ports: Pick<ExamPorts, 'exams' | 'backends' | 'vendorConfigs' | 'platform'>,
): Route[] {
  return [
    serve(contract.getEdxExamsProviderSettings, async ({ params: { course_id, exam_id } }) => {
      const exam = await readExamOfCourse(ports.exams, course_id, exam_id);
      return ok(toWireSettings(ports.platform, await readShownBackend(ports, exam)));
    }),
  ];
}
