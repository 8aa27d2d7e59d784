import { ask, type Course, invocation } from './course.ts';
import { fillCourse } from './fill.ts';
import type { Operation } from './operation.ts';

const pathOf = ({ examId }: Course) => `/api/proctoring/v1/exams/${examId}/pause`;

/** In a process that has read the migration's marker. */
function monitor(id: string, title: string, isRepeated: boolean): Operation {
  return {
    id,
    title,
    function: 'lists',
    async prepare(course) {
      await fillCourse(course, 75);
      const path = `/api/proctoring/v1/monitor/exam/${course.examId}`;
      await ask(
        course,
        'lists',
        'GET',
        isRepeated ? path : `/api/v1/instructor_view/course_id/${encodeURIComponent(course.courseId)}/attempts`,
      );
      return invocation('lists', 'GET', path, course.staff);
    },
  };
}

/** Control of a running exam. */
export const EXAM_CONTROL_OPERATIONS: readonly Operation[] = [
  monitor('monitor', 'the monitor of an exam with 75 attempts', false),
  monitor('monitor_again', 'the same again within ten seconds', true),
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
