import type { RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import type { StaffRightsPorts } from '../../usecases/courseStaff/staffRights.ts';
import { changeExam } from '../../usecases/exams/changeExam.ts';
import { createExam } from '../../usecases/exams/createExam.ts';
import { readExam, readExamByContent } from '../../usecases/exams/readExam.ts';
import { registerExams } from '../../usecases/exams/registerExams.ts';
import { removeReviewPolicy, setReviewPolicy } from '../../usecases/exams/setReviewPolicy.ts';
import { readShownBackend, type ShownBackendPorts } from '../../usecases/exams/shownBackend.ts';
import type { CourseConfigs } from '../../usecases/ports/courseConfigs.ts';
import type { ExamAuthoring } from '../../usecases/ports/examAuthoring.ts';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import type { ReviewPolicyStore } from '../../usecases/ports/reviewPolicyStore.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { type Platform, toExamChanges, toExamFields, toRegisteredExams, toWireExam, toWireSettings } from './wire.ts';

export interface ExamPorts extends StaffRightsPorts, ShownBackendPorts {
  exams: Pick<ExamStore, 'read' | 'findAll' | 'ofCourse'>;
  authoring: ExamAuthoring;
  courseConfigs: CourseConfigs;
  reviewPolicies: ReviewPolicyStore;
  clock: Clock;
  random: RandomInteger;
  /** The backends of PROCTORING_BACKENDS and of VENDORS. */
  knownBackends: ReadonlySet<string>;
  platform: Platform;
}

/** Routes of exams, their registration, settings and review policies. */
export function examRoutes(ports: ExamPorts): Route[] {
  return [...authoringRoutes(ports), ...reviewPolicyRoutes(ports)];
}

function authoringRoutes(ports: ExamPorts): Route[] {
  return [
    serve(contract.createExam, async ({ caller, body }) =>
      ok({ exam_id: await createExam(ports, caller, toExamFields(body)) }),
    ),
    serve(contract.changeExam, async ({ caller, body }) => {
      await changeExam(ports, caller, body.exam_id, toExamChanges(body));
      return ok({ exam_id: body.exam_id });
    }),
    serve(contract.getExam, async ({ params }) => ok(toWireExam(await readExam(ports.exams, params.exam_id)))),
    serve(contract.getExamByContent, async ({ params: { course_id, content_id } }) =>
      ok(toWireExam(await readExamByContent(ports.exams, course_id, content_id))),
    ),
    serve(contract.getExamsOfCourse, async ({ params }) => {
      const exams = await ports.exams.ofCourse(params.course_id);
      return ok(exams.filter(exam => exam.isActive).map(toWireExam));
    }),
    serve(contract.registerExams, async ({ caller, params: { course_id }, body }) => {
      const ids = await registerExams(ports, caller, course_id, toRegisteredExams(course_id, body));
      return ok(ids.map(exam_id => ({ exam_id })));
    }),
    serve(contract.getExamSettings, async ({ params }) => {
      const exam = await readExam(ports.exams, params.exam_id);
      return ok(toWireSettings(ports.platform, await readShownBackend(ports, exam)));
    }),
  ];
}

function reviewPolicyRoutes(ports: ExamPorts): Route[] {
  return [
    serve(contract.getReviewPolicy, async ({ params }) => {
      const policy = await ports.reviewPolicies.read(params.exam_id);
      return ok({ review_policy: policy?.text ?? null });
    }),
    serve(contract.setReviewPolicy, async ({ caller, params, body: { review_policy } }) => {
      await setReviewPolicy(ports, caller, params.exam_id, review_policy);
      return ok({ review_policy });
    }),
    serve(contract.removeReviewPolicy, async ({ caller, params }) => {
      await removeReviewPolicy(ports, caller, params.exam_id);
      return ok();
    }),
  ];
}
