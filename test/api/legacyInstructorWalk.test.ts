import { expect, it } from 'vitest';
import { act, attemptPath, createAsLearner, newExam, V1_ATTEMPT } from '../support/api.ts';
import { openLmsPage } from '../support/browserCaller.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';

/** The legacy instructor dashboard: jQuery on the LMS's own host, with forms. */
it('lists the attempts of a course and lets an interrupted one be resumed', async () => {
  const course_id = newCourseId();
  const page = await openLmsPage({ id: newLearnerId(), courses: [course_id] });
  const { id, learner } = await createAsLearner(await newExam({ course_id, is_proctored: false }));
  await act(id, 'error', learner);
  const list = async () => (await page.get(`${V1_ATTEMPT}/grouped/course_id/${course_id}`)).body;
  expect((await list()).proctored_exam_attempts).toMatchObject([{ id, status: 'error', is_resumable: true }]);
  const form = { action: 'mark_ready_to_resume', user_id: String(learner.id) };
  expect((await page.send('PUT', attemptPath(id), { form })).status).toBe(200);
  expect((await list()).proctored_exam_attempts).toMatchObject([{ id, status: 'error', ready_to_resume: true }]);
});
