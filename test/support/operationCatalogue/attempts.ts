import type { Invocation } from '../bundledService/service.ts';
import {
  act,
  attemptBody,
  type Course,
  createAttempt,
  createExam,
  invocation,
  newLearner,
  openCourse,
  V1,
} from './course.ts';
import type { Operation } from './operation.ts';

const attemptPath = (id: number) => `${V1}/attempt/${id}`;

/** An action of the learner on an attempt after these actions. */
function action(id: string, title: string, ...before: string[]): Operation {
  return {
    id,
    title,
    function: 'attempts',
    async prepare(course) {
      const attempt = await createAttempt(course);
      await act(course, attempt, ...before);
      return invocation('attempts', 'PUT', attemptPath(attempt.id), attempt.learner.token, { json: { action: id } });
    },
  };
}

/** A learner with an attempt at another exam of the course. */
async function knownLearner(course: Course) {
  const learner = await newLearner();
  const { examId } = await createExam(course);
  await createAttempt(course, { examId, learner });
  return learner;
}

async function firstPoll(course: Course): Promise<Invocation> {
  const attempt = await createAttempt(course);
  await act(course, attempt, 'start');
  return invocation('attempts', 'GET', attemptPath(attempt.id), attempt.learner.token);
}

/** Actions of learners on their attempts, and creations by the LMS. */
export const ATTEMPT_OPERATIONS: readonly Operation[] = [
  {
    id: 'poll',
    title: 'the page of a learner polls the remaining time',
    function: 'attempts',
    async prepare(course) {
      const first = await firstPoll(course);
      await course.service.invoke(structuredClone(first));
      return first;
    },
  },
  {
    id: 'first_poll',
    title: 'the same of a function without the exam in its cache',
    function: 'attempts',
    prepare: firstPoll,
  },
  {
    id: 'create_by_learner',
    title: 'a known learner creates an attempt',
    function: 'attempts',
    async prepare(course) {
      const { token } = await knownLearner(course);
      const json = { exam_id: course.examId, attempt_proctored: true };
      return invocation('attempts', 'POST', `${V1}/attempt`, token, { json });
    },
  },
  {
    id: 'create_by_new_learner',
    title: 'the same for an unknown learner',
    function: 'attempts',
    async prepare(course) {
      const { token } = await newLearner();
      const json = { exam_id: course.examId, attempt_proctored: true };
      return invocation('attempts', 'POST', `${V1}/attempt`, token, { json });
    },
  },
  {
    id: 'create_by_staff',
    title: 'the LMS creates an attempt with code and external id for a known learner',
    function: 'attempts',
    async prepare(course) {
      const json = attemptBody(await knownLearner(course), course.examId);
      return invocation('attempts', 'POST', `${V1}/attempt`, course.staff, { json });
    },
  },
  action('click_download_software', 'the learner downloads the vendor’s software'),
  action('start', 'the learner starts'),
  action('stop', 'the learner stops to submit', 'start'),
  action('submit', 'the learner submits', 'start'),
  action('error', 'the attempt breaks off', 'start'),
  {
    id: 'decline',
    title: 'the learner declines; the course has no other exam',
    function: 'attempts',
    async prepare(course) {
      // Other operations leave exams in the course, which the cascade would go through.
      const alone = await openCourse(course.service);
      const attempt = await createAttempt(alone);
      const json = { action: 'decline' };
      return invocation('attempts', 'PUT', attemptPath(attempt.id), attempt.learner.token, { json });
    },
  },
  {
    id: 'resume',
    title: 'a new attempt in place of one that staff marked ready to resume',
    function: 'attempts',
    async prepare(course) {
      const attempt = await createAttempt(course);
      await act(course, attempt, 'start', 'error');
      await act(course, { ...attempt, learner: { ...attempt.learner, token: course.staff } }, 'mark_ready_to_resume');
      const json = { exam_id: course.examId, attempt_proctored: true };
      return invocation('attempts', 'POST', `${V1}/attempt`, attempt.learner.token, { json });
    },
  },
  {
    id: 'practice_reset',
    title: 'the learner tries a practice exam again',
    function: 'attempts',
    async prepare(course) {
      const { examId } = await createExam(course, { is_practice_exam: true });
      const attempt = await createAttempt(course, { examId });
      await act(course, attempt, 'start', 'submit');
      const json = { action: 'reset_attempt' };
      return invocation('attempts', 'PUT', attemptPath(attempt.id), attempt.learner.token, { json });
    },
  },
];
