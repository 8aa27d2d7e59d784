import { readProctoring } from '../../../usecases/exams/readProctoring.ts';
import { ok } from '../../http/answer.ts';
import type { Route } from '../../http/router.ts';
import { serve } from '../../http/serve.ts';
import { getInstructorProctoringSettings } from './contract.ts';

type ProctoringPorts = Parameters<typeof readProctoring>[0];

/** The proctoring settings of a course, for the newer instructor dashboard. */
export function instructorProctoringRoutes(ports: ProctoringPorts): Route[] {
  return [
    serve(getInstructorProctoringSettings, async ({ caller, params }) => {
      const proctoring = await readProctoring(ports, caller, params.course_id);
      return ok({
        proctoring_provider: proctoring.backend,
        proctoring_escalation_email: proctoring.escalationEmail,
        create_zendesk_tickets: false,
        enable_proctored_exams: proctoring.backend !== null,
        supports_onboarding: proctoring.supportsOnboarding,
        review_dashboard_available: proctoring.hasDashboard,
      });
    }),
  ];
}
