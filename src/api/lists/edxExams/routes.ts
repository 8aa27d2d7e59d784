import type { ExamAccessSettings } from '../../../config/examAccess.ts';
import { DomainError } from '../../../domain/errors.ts';
import { examType } from '../../../domain/exams/examType.ts';
import { readLatestAttempt } from '../../../usecases/attempts/latestAttempt.ts';
import { readExamView } from '../../../usecases/attempts/learnerView.ts';
import { readExamAccess } from '../../../usecases/exams/readExamAccess.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import type { ListPorts, RequestOrigin } from '../routes.ts';
import { presentationFor, toWireActiveAttempt, toWireExamView } from '../wire.ts';
import * as contract from './contract.ts';
import { signExamAccess } from './examAccessToken.ts';

/** @param ports `examAccess`: null if EXAM_ACCESS_KEY is empty */
export function edxExamsListRoutes(ports: ListPorts & { examAccess: ExamAccessSettings | null }): Route[] {
  const presentation = (origin: RequestOrigin) => presentationFor(ports, { ...origin, isLearningMfe: true });
  return [
    serve(contract.getEdxExamsExam, async ({ caller, params, basePath }) => {
      const content = { courseId: params.course_id, contentId: params.content_id };
      const view = await readExamView(ports, caller, content);
      if (!view) return ok({ exam: {} });
      const exam_type = examType(view.terms.exam, ports.backends);
      return ok({ exam: { ...toWireExamView(view, presentation({ caller, basePath })), exam_type } });
    }),
    serve(contract.getLatestEdxExamsAttempt, async ({ caller, query, basePath }) => {
      const latest = await readLatestAttempt(ports, caller, query.content_id);
      return ok(latest ? toWireActiveAttempt(latest, presentation({ caller, basePath })) : {});
    }),
    serve(contract.getExamAccessToken, async ({ caller, params }) => {
      if (!ports.examAccess)
        throw new DomainError('forbidden', 'Access tokens are disabled: the setting EXAM_ACCESS_KEY is empty.');
      const access = await readExamAccess(ports, caller, params.exam_id);
      const now = ports.clock();
      const exam_access_token = await signExamAccess(ports.examAccess, { userId: caller.userId, access, now });
      return ok({ exam_access_token, exam_access_token_expiration: access.seconds });
    }),
  ];
}
