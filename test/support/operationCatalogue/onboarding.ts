import { ask, type Course, createAttempt, createExam, invocation, newLearner } from './course.ts';
import type { Operation } from './operation.ts';

const ENROLMENTS = '/api/proctoring/v1/enrolments';
const STATUS = '/api/edx_proctoring/v1/user_onboarding/status';

const learners = (count: number) => Array.from({ length: count }, (_, index) => 10 ** 11 + index);
const entriesOf = ({ courseId }: Course, count: number) => ({
  json: learners(count).map(user_id => ({ user_id, course_id: courseId, mode: 'verified' })),
});
const enrol = (course: Course, count: number) => ask(course, 'allowances', 'PUT', ENROLMENTS, entriesOf(course, count));
const onboardingExam = (course: Course) => createExam(course, { is_practice_exam: true, backend: 'onboarder' });

/** A list of 75 enrolled learners without attempts. */
function list(id: string, title: string, query: Record<string, string>): Operation {
  return {
    id,
    title,
    function: 'lists',
    async prepare(course) {
      await onboardingExam(course);
      await enrol(course, 75);
      const path = `${STATUS}/course_id/${encodeURIComponent(course.courseId)}`;
      return invocation('lists', 'GET', path, course.staff, { query });
    },
  };
}

/** Onboarding, and the enrolments that its list shows. */
export const ONBOARDING_OPERATIONS: readonly Operation[] = [
  {
    id: 'onboarding_status',
    title: 'the onboarding of a learner with one attempt',
    function: 'lists',
    async prepare(course) {
      const { examId } = await onboardingExam(course);
      const learner = await newLearner();
      await createAttempt(course, { examId, learner });
      return invocation('lists', 'GET', STATUS, learner.token, { query: { course_id: course.courseId } });
    },
  },
  list('onboarding_list', 'a page of the onboarding of 75 learners', {}),
  list('onboarding_filter', 'the same filtered by a status that none of them has', { statuses: 'submitted' }),
  {
    id: 'enrol',
    title: '10 learners are enrolled in a course',
    function: 'allowances',
    prepare: async course => invocation('allowances', 'PUT', ENROLMENTS, course.staff, entriesOf(course, 10)),
  },
  {
    id: 'enrol_again',
    title: 'the same once more',
    function: 'allowances',
    async prepare(course) {
      await enrol(course, 10);
      return invocation('allowances', 'PUT', ENROLMENTS, course.staff, entriesOf(course, 10));
    },
  },
  {
    id: 'withdraw',
    title: '10 learners are withdrawn from a course',
    function: 'allowances',
    async prepare(course) {
      await enrol(course, 10);
      return invocation('allowances', 'DELETE', ENROLMENTS, course.staff, entriesOf(course, 10));
    },
  },
  {
    id: 'list_enrolments',
    title: 'the enrolments of a course of 10 learners are listed',
    function: 'allowances',
    async prepare(course) {
      await enrol(course, 10);
      return invocation('allowances', 'GET', ENROLMENTS, course.staff, { query: { course_id: course.courseId } });
    },
  },
];
