import { examBody, invocation, openCourse, V1 } from './course.ts';
import type { Operation } from './operation.ts';

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
];
