import { examBody, invocation, openCourse, V1 } from './course.ts';
import type { Operation } from './operation.ts';

const EDX_EXAMS = '/api/v1';

/** Exams, as the LMS has them made and asks for them. */
export const EXAM_OPERATIONS: readonly Operation[] = [
  {
    id: 'create_exam',
    title: 'an exam is created',
    function: 'exams',
    prepare: async course => invocation('exams', 'POST', `${V1}/exam`, course.staff, { json: examBody(course) }),
  },
  {
    id: 'read_exam',
    title: 'an exam is read',
    function: 'exams',
    prepare: async ({ examId, staff }) => invocation('exams', 'GET', `${V1}/exam/exam_id/${examId}`, staff),
  },
  {
    id: 'exam_settings',
    title: 'the settings of an exam, by the path of edx-exams',
    function: 'exams',
    prepare: async ({ courseId, examId, staff }) =>
      invocation('exams', 'GET', `/api/v1/exam/provider_settings/course_id/${courseId}/exam_id/${examId}`, staff),
  },
  {
    id: 'list_exams',
    title: 'the exams of a course with one exam',
    function: 'exams',
    async prepare({ service }) {
      const { courseId, staff } = await openCourse(service);
      return invocation('exams', 'GET', `${V1}/exam/course_id/${encodeURIComponent(courseId)}`, staff);
    },
  },
  {
    id: 'publish_exams',
    title: 'the exams of a course are published: one changed, one new',
    function: 'allowances',
    async prepare({ service }) {
      const { courseId, contentId, staff } = await openCourse(service);
      const exam = { exam_type: 'proctored', time_limit_mins: 60, hide_after_due: false, is_active: true };
      const json = [contentId, `${contentId.slice(0, -1)}_`].map(content_id => ({
        ...exam,
        content_id,
        exam_name: 'Final: Thermodynamics',
      }));
      return invocation('allowances', 'PATCH', `${EDX_EXAMS}/exams/course_id/${courseId}/`, staff, { json });
    },
  },
  {
    id: 'configure_course',
    title: 'the proctoring of a course is chosen',
    function: 'exams',
    prepare: async ({ courseId, staff }) =>
      invocation('exams', 'PATCH', `${EDX_EXAMS}/configs/course_id/${courseId}`, staff, {
        json: { provider: 'software_secure', escalation_email: 'escalation@example.edu' },
      }),
  },
  {
    id: 'read_course_config',
    title: 'the proctoring of a course is read',
    function: 'exams',
    prepare: async ({ courseId, staff }) =>
      invocation('exams', 'GET', `${EDX_EXAMS}/configs/course_id/${courseId}`, staff),
  },
];
