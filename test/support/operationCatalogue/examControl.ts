import { ask, type Course, invocation } from './course.ts';
import type { Operation } from './operation.ts';

const pathOf = ({ examId }: Course) => `/api/proctoring/v1/exams/${examId}/pause`;

/** Control of a running exam. */
export const EXAM_CONTROL_OPERATIONS: readonly Operation[] = [
  {
    id: 'pause_exam',
    title: 'an exam is paused',
    function: 'allowances',
    prepare: async course => invocation('allowances', 'PUT', pathOf(course), course.staff),
  },
  {
    id: 'resume_exam',
    title: 'it is resumed',
    function: 'allowances',
    async prepare(course) {
      await ask(course, 'allowances', 'PUT', pathOf(course));
      return invocation('allowances', 'DELETE', pathOf(course), course.staff);
    },
  },
];
