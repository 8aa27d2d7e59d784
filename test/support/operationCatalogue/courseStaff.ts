import { ask, type Course, createAttempt, invocation, newLearner, V1 } from './course.ts';
import type { Operation } from './operation.ts';

const PATH = '/api/proctoring/v1/course_staff';
const FUNCTION = 'allowances';

function entriesOf({ courseId }: Course, ...userIds: number[]) {
  return { json: userIds.map(user_id => ({ user_id, course_id: courseId })) };
}

const TEN = Array.from({ length: 10 }, (_, index) => index + 1);

/** The table of course staff, and what it adds to a request of those who are in it. */
export const COURSE_STAFF_OPERATIONS: readonly Operation[] = [
  {
    id: 'add_course_staff',
    title: '10 staff are added to a course',
    function: FUNCTION,
    prepare: async course => invocation(FUNCTION, 'PUT', PATH, course.staff, entriesOf(course, ...TEN)),
  },
  {
    id: 'remove_course_staff',
    title: '10 staff are removed from a course',
    function: FUNCTION,
    prepare: async course => invocation(FUNCTION, 'DELETE', PATH, course.staff, entriesOf(course, ...TEN)),
  },
  {
    id: 'list_course_staff',
    title: 'the staff of a course are listed',
    function: FUNCTION,
    prepare: async ({ courseId, staff }) =>
      invocation(FUNCTION, 'GET', PATH, staff, { query: { course_id: courseId } }),
  },
  {
    id: 'read_own_rights',
    title: 'staff of two courses, whom the token does not name, read their own rights',
    function: 'lists',
    async prepare(course) {
      const { userId, token } = await newLearner();
      const json = [course.courseId, `${course.courseId}-2`].map(course_id => ({ user_id: userId, course_id }));
      await ask(course, FUNCTION, 'PUT', PATH, { json });
      return invocation('lists', 'GET', '/api/proctoring/v1/me', token);
    },
  },
  {
    id: 'read_own_rights_by_token',
    title: 'a caller to whom the LMS has added no course reads their own rights',
    function: 'lists',
    prepare: async () => invocation('lists', 'GET', '/api/proctoring/v1/me', (await newLearner()).token),
  },
  {
    id: 'read_by_added_staff',
    title: 'an attempt is read by staff whom the token does not name',
    function: 'attempts',
    async prepare(course) {
      const [{ id }, { userId, token }] = [await createAttempt(course), await newLearner()];
      await ask(course, FUNCTION, 'PUT', PATH, entriesOf(course, userId));
      return invocation('attempts', 'GET', `${V1}/attempt/${id}`, token);
    },
  },
];
