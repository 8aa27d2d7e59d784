import { randomUUID } from 'node:crypto';
import { act, newAttempt, newExam, postReview, request, reviewFor } from './api.ts';

/** The learners of a course, each with a status that the page shows in another way. */
export async function createStaffCourse() {
  const course = `course-v1:ExampleU+${randomUUID().slice(0, 8)}+2026`;
  const [midterm, quiz] = await Promise.all([
    newExam({ course_id: course, exam_name: 'Midterm: Thermodynamics' }),
    newExam({ course_id: course, exam_name: 'Quiz 3: Entropy', is_proctored: false, time_limit_mins: 20 }),
  ]);
  const take = async (student_name: string, exam_id: number, ...actions: string[]) => {
    const attempt = await newAttempt({ exam_id, student_name, taking_as_proctored: exam_id === midterm });
    for (const action of actions) await act(attempt.id, action, attempt.learner);
    return { ...attempt, name: student_name };
  };
  const submitted = await take('Mina Okafor', midterm, 'start', 'stop', 'submit');
  const suspicious = await take('Jonas Weber', midterm, 'start', 'stop', 'submit');
  await postReview(reviewFor(suspicious, {}, 'suspicious'));
  const broken = await take('Aiko Tanaka', midterm, 'start', 'error');
  const running = await take('Luis Herrera', quiz, 'start');
  const created = await take('Priya Raman', midterm);
  const json = { exam_id: quiz, user_info: running.learner.id, key: 'additional_time_granted', value: '15' };
  await request('PUT', '/api/edx_proctoring/v1/proctored_exam/allowance', { json });
  return { course, midterm, quiz, submitted, suspicious, broken, running, created };
}

export type StaffCourse = Awaited<ReturnType<typeof createStaffCourse>>;
