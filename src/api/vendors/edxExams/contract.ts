import * as z from 'zod/mini';
import { endpoint } from '../../contract/endpoint.ts';
import { id } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';

export const openEdxExamsDashboard = endpoint({
  id: 'openEdxExamsDashboard',
  method: 'GET',
  path: '/lti/exam/{exam_id}/instructor_tool',
  isNavigation: true,
  access: 'course staff',
  summary: 'Redirect to the vendor’s dashboard of an exam',
  params: lazy(() => z.object({ exam_id: id() })),
  success: 302,
  problems: ['exam_does_not_exist', 'forbidden', 'dashboard_not_found'],
});
