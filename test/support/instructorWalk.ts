import { expect } from 'vitest';
import { type Answer, act, attemptPath, createAsLearner, request } from './api.ts';
import type { BrowserPage } from './browserCaller.ts';
import { newLearnerId } from './builders.ts';
import { publishExam } from './learnerWalk.ts';

/** A time as the front ends parse it. */
export const MOMENT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);

/** A course with a proctored exam of the REST vendor and a timed one. */
export async function publishCourse() {
  const final = await publishExam({ exam_name: 'Final', backend: 'proctortrack', time_limit_mins: 90 });
  const { course_id } = final;
  const quiz = await publishExam({ course_id, exam_name: 'Quiz', is_proctored: false, time_limit_mins: 45 });
  return { course_id, final, quiz };
}

/** Staff of the course by the table: tokens of Open edX do not tell whose staff somebody is. */
export async function newInstructor(course_id: string) {
  const instructor = { id: newLearnerId(), name: 'Ines Ferro' };
  await changeStaff('PUT', instructor.id, course_id);
  return instructor;
}

export async function changeStaff(method: 'PUT' | 'DELETE', user_id: number, course_id: string): Promise<void> {
  const { status } = await request(method, '/api/proctoring/v1/course_staff', { json: [{ user_id, course_id }] });
  expect(status).toBe(200);
}

/** The attempt of a new learner at the exam, after these actions. */
export async function takeExam(exam_id: number, ...actions: string[]) {
  const { id, learner } = await createAsLearner(exam_id);
  for (const action of actions) expect((await act(id, action, learner)).status).toBe(200);
  const username = `user${learner.id}`;
  const user = { id: learner.id, username, email: `${username}@personal.example` };
  return { id, learner, user, username, user_id: String(learner.id) };
}

export type LearnerAttempt = Awaited<ReturnType<typeof takeExam>>;

export const newestFirst = (attempts: readonly LearnerAttempt[]) => attempts.toSorted((a, b) => b.id - a.id);

/** Attempts of as many new learners at the exam, newest first. */
export async function takeOften(exam_id: number, count: number): Promise<LearnerAttempt[]> {
  return newestFirst(await Promise.all(Array.from({ length: count }, () => takeExam(exam_id))));
}

/** An error as every front end can show it. */
export const problem = (status: number) => ({ status, body: { detail: expect.stringMatching(/\w/) } });

/** Reads what a page needs before it shows anything. */
export async function load(page: BrowserPage, path: string): Promise<Answer['body']> {
  const { status, body } = await page.get(path);
  expect(status, path).toBe(200);
  return body;
}

/** The Special Exams pages of the newer instructor dashboard. */
export function specialExamsPages(page: BrowserPage, course_id: string) {
  const course = `/api/instructor/v2/courses/${course_id}`;
  const exams = `${course}/special_exams`;
  const table =
    (name: string) =>
    (query: Record<string, string> = {}) => {
      const sent = { page: '1', page_size: '25', search: '', ordering: '', ...query };
      return load(page, `${exams}/${name}?${new URLSearchParams(sent)}`);
    };
  return {
    settings: () => load(page, `${course}/proctoring_settings`),
    exams: (exam_type = '') => load(page, `${exams}?exam_type=${exam_type}`),
    attempts: table('attempts'),
    allowances: table('allowances'),
    /** Loads the page beside the one that is shown. */
    turn: (address: string) => load(page, address),
    resume: (id: number, user_id: string) =>
      page.send('PUT', attemptPath(id), { multipart: { user_id, action: 'mark_ready_to_resume' } }),
    reset: (exam_id: number, username: string) => page.send('POST', `${exams}/${exam_id}/reset/${username}`),
    grant: (json: object) => page.send('POST', `${exams}/allowances`, { json: { exam_type: 'proctored', ...json } }),
    revoke: (exam_id: number, user_ids: unknown[], allowance_type: string) =>
      page.send('DELETE', `${exams}/${exam_id}/allowance`, { json: { exam_id, user_ids, allowance_type } }),
    onboarding: (query: Record<string, string> = {}) =>
      page.get(
        `/api/edx_proctoring/v1/user_onboarding/status/course_id/${course_id}?${new URLSearchParams({ page: '1', text_search: '', ...query })}`,
      ),
  };
}
