import { editManually } from '../timeOuts.ts';
import { act, ask, type Course, createAttempt, invocation, newLearner, type Person, V1 } from './course.ts';
import { fillCourse } from './fill.ts';
import type { Operation } from './operation.ts';

/** More than a page, and as many reviewed. */
const ATTEMPTS = 75;

/** As staff see it. */
const PAGE = 25;

const encoded = encodeURIComponent;

/** A request of staff's about a course that has at least a page of attempts. */
function ofCourse(
  id: string,
  title: string,
  path: (courseId: string) => string,
  query: (course: Course) => Record<string, string>,
): Operation {
  return {
    id,
    title,
    function: 'lists',
    async prepare(course) {
      await fillCourse(course, ATTEMPTS);
      return invocation('lists', 'GET', `${V1}${path(encoded(course.courseId))}`, course.staff, {
        query: query(course),
      });
    },
  };
}

/** A list of all attempts of the course, in a process that has read the migration's marker. */
function ofAllAttempts(
  id: string,
  title: string,
  path: (courseId: string) => string,
  query: (course: Course) => Record<string, string> = () => ({}),
): Operation {
  return {
    id,
    title,
    function: 'lists',
    async prepare(course) {
      await fillCourse(course, ATTEMPTS);
      const [url, request] = [path(encoded(course.courseId)), { query: query(course) }];
      await ask(course, 'lists', 'GET', url, request);
      return invocation('lists', 'GET', url, course.staff, request);
    },
  };
}

/** A request of a learner with an attempt in progress. @param status that it has in its place */
function ofLearner(
  id: string,
  title: string,
  path: (course: Course) => string,
  query: (course: Course) => Record<string, string> = () => ({}),
  status?: string,
): Operation {
  return {
    id,
    title,
    function: 'lists',
    async prepare(course) {
      const learner: Person = await newLearner();
      const attempt = await createAttempt(course, { learner });
      if (status === undefined) await act(course, attempt, 'start');
      else await editManually(course.service, attempt.id, 'SET #status = :status', { ':status': status });
      return invocation('lists', 'GET', path(course), learner.token, { query: query(course) });
    },
  };
}

const contentOf = ({ contentId }: Course) => ({ content_id: contentId });
const courseView = ({ courseId }: Course) => `${V1}/attempt/course_id/${encoded(courseId)}`;

const LATEST = '/api/v1/exams/attempt/latest';
const grouped = (courseId: string) => `/attempt/grouped/course_id/${courseId}`;
const search = (courseId: string, text: string) => `${grouped(courseId)}/search/${text}`;
const specialExams = (courseId: string) => `/api/instructor/v2/courses/${courseId}/special_exams`;
const firstByCursor = () => ({ cursor: '' });
const firstByNumber = () => ({ page: '1' });

/** Lists of attempts, for learners and staff. */
export const LIST_OPERATIONS: readonly Operation[] = [
  ofLearner('active_attempt', 'the attempt in progress of a learner', () => `${V1}/active_attempt`),
  ofLearner(
    'active_exams',
    'all attempts in progress of a learner, with allowances',
    () => `${V1}/active_exams_for_user`,
  ),
  ofLearner('course_view', 'the learner’s page of an exam', courseView, contentOf),
  ofLearner(
    'course_view_onboarding',
    'the same of a learner who lacks onboarding',
    courseView,
    contentOf,
    'onboarding_missing',
  ),
  ofLearner(
    'edx_exams_view',
    'the learner’s page of an exam, in the dialect of edx-exams',
    ({ courseId, contentId }) =>
      `/api/v1/student/exam/attempt/course_id/${encoded(courseId)}/content_id/${encoded(contentId)}`,
  ),
  ofLearner('latest_attempt', 'the learner’s attempt in progress', () => LATEST),
  ofLearner('latest_attempt_at_content', 'the learner’s latest attempt at an exam', () => LATEST, contentOf),
  ofLearner(
    'exam_access',
    'a token for the content of an exam, of a learner whose attempt runs',
    ({ examId }) => `/api/v1/access_tokens/exam_id/${examId}/`,
  ),
  ofCourse('list_by_cursor', 'a page of a course by cursor', grouped, firstByCursor),
  ofCourse('list_by_page', 'the first page of a course by number', grouped, firstByNumber),
  ofCourse('list_by_page_middle', 'a page in the middle of a course by number', grouped, ({ filled }) => ({
    page: String(Math.floor(filled.attempts / PAGE / 2)),
  })),
  ofCourse('list_of_status', 'a page of the attempts of a status', grouped, () => ({ status: 'created' })),
  ofCourse('list_of_other_status', 'the same of a status that none has', grouped, () => ({ status: 'verified' })),
  ofCourse(
    'search_by_cursor',
    'a search that matches every learner, by cursor',
    id => search(id, 'mina'),
    firstByCursor,
  ),
  ofCourse('search_by_page', 'a search that matches every learner, by number', id => search(id, 'mina'), firstByNumber),
  ofCourse('search_nobody', 'a search without a match, by cursor', id => search(id, 'nobody'), firstByCursor),
  ofCourse('search_nobody_by_page', 'the same by number', id => search(id, 'nobody'), firstByNumber),
  ofCourse(
    'violation_report',
    'a page of 25 reviews of a course',
    id => `/violation_report/course_id/${id}`,
    () => ({ limit: String(PAGE) }),
  ),
  ofAllAttempts('list_all', 'the first page of all attempts of a course', id => `${specialExams(id)}/attempts`),
  ofAllAttempts(
    'list_all_sorted',
    'the same, sorted by a column that only the attempts have',
    id => `${specialExams(id)}/attempts`,
    () => ({ ordering: '-status' }),
  ),
  ofAllAttempts(
    'list_reviewed',
    'the attempts of an exam with their reviews',
    id => `/api/v1/instructor_view/course_id/${id}/attempts`,
    ({ examId }) => ({ exam_id: String(examId), limit: '1000000' }),
  ),
  ofAllAttempts('list_special_exams', 'the exams of a course for its staff', specialExams),
];
