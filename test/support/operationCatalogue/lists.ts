import { act, type Course, createAttempt, invocation, newLearner, type Person, V1 } from './course.ts';
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

/** A request of a learner with an attempt in progress. */
function ofLearner(
  id: string,
  title: string,
  path: (course: Course) => string,
  query: (course: Course) => Record<string, string>,
): Operation {
  return {
    id,
    title,
    function: 'lists',
    async prepare(course) {
      const learner: Person = await newLearner();
      await act(course, await createAttempt(course, { learner }), 'start');
      return invocation('lists', 'GET', `${V1}${path(course)}`, learner.token, { query: query(course) });
    },
  };
}

const grouped = (courseId: string) => `/attempt/grouped/course_id/${courseId}`;
const search = (courseId: string, text: string) => `${grouped(courseId)}/search/${text}`;
const firstByCursor = () => ({ cursor: '' });
const firstByNumber = () => ({ page: '1' });

/** Lists of attempts, for learners and staff. */
export const LIST_OPERATIONS: readonly Operation[] = [
  ofLearner(
    'active_attempt',
    'the attempt in progress of a learner',
    () => '/active_attempt',
    () => ({}),
  ),
  ofLearner(
    'active_exams',
    'all attempts in progress of a learner, with allowances',
    () => '/active_exams_for_user',
    () => ({}),
  ),
  ofLearner(
    'course_view',
    'the learner’s page of an exam',
    ({ courseId }) => `/attempt/course_id/${encoded(courseId)}`,
    ({ contentId }) => ({ content_id: contentId }),
  ),
  ofCourse('list_by_cursor', 'a page of a course by cursor', grouped, firstByCursor),
  ofCourse('list_by_page', 'the first page of a course by number', grouped, firstByNumber),
  ofCourse('list_by_page_middle', 'a page in the middle of a course by number', grouped, ({ filled }) => ({
    page: String(Math.floor(filled.attempts / PAGE / 2)),
  })),
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
];
