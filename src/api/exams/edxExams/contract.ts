import * as z from 'zod/mini';
import { endpoint } from '../../contract/endpoint.ts';
import { id, identifier } from '../../contract/fields.ts';
import { lazy } from '../../contract/lazy.ts';
import { getExamSettings } from '../contract.ts';

export const getEdxExamsProviderSettings = endpoint({
  id: 'getEdxExamsProviderSettings',
  method: 'GET',
  path: '/api/v1/exam/provider_settings/course_id/{course_id+}/exam_id/{exam_id}',
  access: 'any token',
  summary: 'Read the texts and links that front ends show about the platform and an exam’s vendor',
  params: lazy(() => z.object({ course_id: identifier(), exam_id: id() })),
  answer: lazy(() => getExamSettings.answer()),
  problems: ['exam_does_not_exist', 'exam_not_found', 'backend_not_configured'],
});
