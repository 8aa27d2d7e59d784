import type { FunctionName, Service } from '../bundledService/service.ts';
import { ask, type Course, createAttempt, invocation, openCourse } from './course.ts';
import type { Operation } from './operation.ts';

const LEARNERS = 10;
const KEY = 'additional_time_granted';

/** A course of its own, whose learners have attempts at its exam. */
async function courseWithLearners({ service }: Course, granted?: { minutes: number }) {
  const course = await openCourse(service);
  const attempts = await Promise.all(Array.from({ length: LEARNERS }, () => createAttempt(course)));
  const learners = attempts.map(({ learner }) => learner);
  const edxExams = `/api/v1/exams/course_id/${encodeURIComponent(course.courseId)}`;
  const instructor = `/api/instructor/v2/courses/${encodeURIComponent(course.courseId)}`;
  const rows = (minutes: number) =>
    learners.map(({ username }) => ({ username, exam_id: course.examId, extra_time_mins: minutes }));
  const grant = `${edxExams}/allowances`;
  if (granted) await ask(course, 'allowances', 'POST', grant, { json: rows(granted.minutes) });
  return { ...course, learners, edxExams, instructor, rows };
}

type Prepared = Awaited<ReturnType<typeof courseWithLearners>>;

/** By service: the course of the operations that change nothing. */
const unchanged = new WeakMap<Service, Promise<Prepared>>();

function unchangedCourse(base: Course): Promise<Prepared> {
  const course = unchanged.get(base.service) ?? courseWithLearners(base, { minutes: 15 });
  unchanged.set(base.service, course);
  return course;
}

/** A request of staff's to a course whose learners have been granted additional time. */
function operation(
  options: { id: string; title: string; function?: FunctionName; isGranted?: false; isRead?: true },
  toRequest: (course: Prepared) => Promise<[method: string, path: string, json?: unknown]>,
): Operation {
  const { id, title, function: name = 'allowances', isGranted = true, isRead = false } = options;
  return {
    id,
    title,
    function: name,
    async prepare(base) {
      const course = isRead
        ? await unchangedCourse(base)
        : await courseWithLearners(base, isGranted ? { minutes: 15 } : undefined);
      const [method, path, json] = await toRequest(course);
      return invocation(name, method, path, course.staff, json === undefined ? {} : { json });
    },
  };
}

const time = (value: string) => ({ allowance_type: KEY, value });
const usernames = ({ learners }: Prepared) => learners.map(({ username }) => username);

/** Allowances as edx-exams and the newer instructor dashboard have them; the course has 10 learners. */
export const ALLOWANCE_OPERATIONS: readonly Operation[] = [
  operation(
    { id: 'list_edx_exams_exams', title: 'the exams of a course, as edx-exams lists them', isRead: true },
    async ({ edxExams }) => ['GET', `${edxExams}/`],
  ),
  operation(
    { id: 'list_edx_exams_allowances', title: 'the additional time of 10 learners of a course', isRead: true },
    async ({ edxExams }) => ['GET', `${edxExams}/allowances`],
  ),
  operation(
    { id: 'set_edx_exams_allowances', title: 'time granted to 10 learners, all or none', isGranted: false },
    async ({ edxExams, rows }) => ['POST', `${edxExams}/allowances`, rows(22.5)],
  ),
  operation({ id: 'remove_edx_exams_allowance', title: 'time taken back by the id of the allowance' }, async course => {
    const { json } = await ask(course, 'allowances', 'GET', `${course.edxExams}/allowances`);
    const [first] = json as unknown as { id: number }[];
    return ['DELETE', `${course.edxExams}/allowances/${first?.id}`];
  }),
  operation(
    {
      id: 'list_instructor_allowances',
      title: 'a page of the allowances of a course',
      function: 'lists',
      isRead: true,
    },
    async ({ instructor }) => ['GET', `${instructor}/special_exams/allowances`],
  ),
  operation(
    { id: 'set_instructor_allowances', title: 'time granted to 10 learners, each with a result', isGranted: false },
    async course => {
      const json = { exam_ids: [course.examId], user_ids: usernames(course), ...time('15') };
      return ['POST', `${course.instructor}/special_exams/allowances`, json];
    },
  ),
  operation({ id: 'remove_instructor_allowances', title: 'time of 10 learners taken back' }, async course => {
    const json = { user_ids: course.learners.map(({ userId }) => userId), allowance_type: KEY };
    return ['DELETE', `${course.instructor}/special_exams/${course.examId}/allowance`, json];
  }),
  operation(
    { id: 'proctoring_settings', title: 'the proctoring settings of a course', function: 'lists', isRead: true },
    async ({ instructor }) => ['GET', `${instructor}/proctoring_settings`],
  ),
];
