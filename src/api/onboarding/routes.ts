import { ONBOARDING_LIST_STATUSES } from '../../domain/attempts/onboardingStatus.ts';
import { listOnboarding, type OnboardingListPorts } from '../../usecases/onboarding/listOnboarding.ts';
import { readOnboardingStatus } from '../../usecases/onboarding/readOnboardingStatus.ts';
import type { Presentation } from '../attempts/attemptData.ts';
import { namesOf } from '../contract/fields.ts';
import { ok } from '../http/answer.ts';
import { addressOf } from '../http/path.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { getEdxExamsOnboardingStatus } from './edxExams/contract.ts';
import { toWireOnboarding, toWireOnboardingPage } from './wire.ts';

/** The onboarding of learners, in the dialects of edx-proctoring and edx-exams. */
export function onboardingRoutes(ports: OnboardingListPorts & Presentation): Route[] {
  return [
    serve(contract.getOnboardingStatus, async ({ caller, query }) => {
      const { course_id: courseId, username, is_learning_mfe: isLearningMfe = false } = query;
      const { course, onboarding } = await readOnboardingStatus(ports, caller, { courseId, username });
      return ok(toWireOnboarding(course, onboarding, ports, isLearningMfe));
    }),
    serve(getEdxExamsOnboardingStatus, async ({ caller, params: { course_id: courseId }, query: { username } }) => {
      const { course, onboarding } = await readOnboardingStatus(ports, caller, { courseId, username });
      return ok(toWireOnboarding(course, onboarding, ports, true));
    }),
    serve(contract.listOnboardingStatuses, async ({ caller, params, query, basePath }) => {
      const { page, text_search: search, statuses } = query;
      const names = new Set(namesOf(statuses ?? ''));
      const filter = new Set(ONBOARDING_LIST_STATUSES.filter(status => names.has(status)));
      const listed = await listOnboarding(ports, caller, params.course_id, {
        page,
        search,
        // All statuses are no filter.
        statuses: filter.size === 0 || filter.size === ONBOARDING_LIST_STATUSES.length ? undefined : filter,
      });
      const filters = new URLSearchParams({
        ...(search && { text_search: search }),
        ...(statuses && { statuses }),
      }).toString();
      const address = addressOf(contract.listOnboardingStatuses, params, basePath);
      return ok(toWireOnboardingPage(listed, filters ? `${address}?${filters}` : address));
    }),
  ];
}
