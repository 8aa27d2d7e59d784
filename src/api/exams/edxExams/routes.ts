import { configureCourse } from '../../../usecases/exams/configureCourse.ts';
import { readExamOfCourse } from '../../../usecases/exams/readExam.ts';
import { readShownBackend } from '../../../usecases/exams/shownBackend.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import type { ExamPorts } from '../routes.ts';
import { toWireSettings } from '../wire.ts';
import * as contract from './contract.ts';
import { toWireProviders } from './wire.ts';

/** Routes of vendors and of their choice for exams, as edx-exams has them. */
export function edxExamsExamRoutes(ports: Omit<ExamPorts, 'authoring' | 'knownBackends' | 'reviewPolicies'>): Route[] {
  return [
    serve(contract.getEdxExamsProviderSettings, async ({ params: { course_id, exam_id } }) => {
      const exam = await readExamOfCourse(ports.exams, course_id, exam_id);
      return ok(toWireSettings(ports.platform, await readShownBackend(ports, exam)));
    }),
    serve(contract.listEdxExamsProviders, async () => ok(toWireProviders(ports.backends))),
    serve(contract.getEdxExamsCourseConfig, async ({ params }) => {
      const { backend, escalationEmail } = await ports.courseConfigs.read(params.course_id);
      return ok({ provider: backend, escalation_email: escalationEmail });
    }),
    serve(contract.setEdxExamsCourseConfig, async ({ caller, params, body }) => {
      const config = { backend: body.provider, escalationEmail: body.escalation_email || null };
      await configureCourse(ports, caller, params.course_id, config);
      return { status: 204 };
    }),
  ];
}
