import { describe, expect, it } from 'vitest';
import { act, newAttempt, newExam, remove, request } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { until as untilReached } from '../support/until.ts';

const EXAMS = '/api/proctoring/v1/exams';
const read = (examId: number, etag?: string | null) =>
  request('GET', `/api/proctoring/v1/monitor/exam/${examId}`, { headers: etag ? { 'if-none-match': etag } : {} });

/** A process answers from what it read seconds ago. */
const until: typeof untilReached = (read, isReached) => untilReached(read, isReached, undefined, 1600);

/** An exam with one attempt in progress and one that is not started. */
async function scene() {
  const courseId = newCourseId();
  const examId = await newExam({ course_id: courseId });
  const [running, waiting] = [await newAttempt({ exam_id: examId }), await newAttempt({ exam_id: examId })];
  await act(running.id, 'start', running.learner);
  // The index has both, and a process may have read none of them.
  const { headers } = await until(
    () => read(examId),
    ({ body }) => body.in_progress === 1 && body.not_started_count === 1,
  );
  return { courseId, examId, running, waiting, etag: headers.get('etag') };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** Changes, and a part of the answer to each. */
const CHANGES: Record<string, [(scene: Scene) => Promise<unknown>, object]> = {
  'a creation': [
    ({ examId }) => newAttempt({ exam_id: examId }),
    { counts: { created: 2, started: 1 }, not_started_count: 2 },
  ],
  'a start': [({ waiting }) => act(waiting.id, 'start', waiting.learner), { in_progress: 2, not_started: [] }],
  'a submission': [
    ({ running }) => act(running.id, 'submit', running.learner),
    { counts: { created: 1, submitted: 1 }, results: [] },
  ],
  'a removal': [({ waiting }) => remove(waiting.id), { counts: { started: 1 }, not_started_count: 0 }],
  'time granted': [
    ({ examId, running }) =>
      request('POST', `${EXAMS}/${examId}/time_jobs`, {
        json: { minutes: 5, user_ids: [running.learner.id], idempotency_key: 'k' },
      }),
    { results: [expect.objectContaining({ version: expect.any(Number) })] },
  ],
  'a pause': [
    ({ examId }) => request('PUT', `${EXAMS}/${examId}/pause`),
    {
      paused_at: expect.any(String),
      paused_by: { role: 'staff', user_id: expect.any(Number) },
      results: [expect.objectContaining({ ends_at: null })],
    },
  ],
};

describe('the monitor of an exam, over HTTP', () => {
  it.concurrent.each(Object.keys(CHANGES))(
    'answers 304 without a body while nothing changes, and otherwise after %s',
    async name => {
      const [change, expected] = CHANGES[name] ?? [async () => {}, {}];
      const present = await scene();
      const unchanged = await read(present.examId, present.etag);
      expect([unchanged.status, unchanged.text, unchanged.headers.get('etag')]).toEqual([304, '', present.etag]);
      await change(present);
      const { status, body, headers } = await until(
        () => read(present.examId, present.etag),
        answer => answer.status !== 304,
      );
      expect(status).toBe(200);
      expect(body).toMatchObject(expected);
      expect(headers.get('etag')).not.toBe(present.etag);
    },
  );

  it.concurrent('minutes for named learners are answered with those who have got them, and whose own attempt is left out', async () => {
    const { examId, courseId, running, waiting } = await scene();
    const as = { id: running.learner.id, name: 'Ines Ferro', courses: [courseId] };
    const give = (json: object) =>
      request('POST', `${EXAMS}/${examId}/time_jobs`, { as, json: { minutes: 5, idempotency_key: 'k', ...json } });
    const user_ids = [running, waiting].map(({ learner }) => learner.id).sort((a, b) => a - b);
    expect(await give({ user_ids, in_progress_only: false })).toMatchObject({
      status: 200,
      body: {
        ...{ state: 'done', user_ids, in_progress_only: false, granted: 1 },
        ...{ granted_user_ids: [waiting.learner.id], excluded_user_id: running.learner.id },
      },
    });
    expect(await give({ in_progress_only: false, idempotency_key: 'all' })).toMatchObject({
      status: 400,
      body: { type: 'urn:proctoring:problem:invalid_request', errors: [{ pointer: '/user_ids' }] },
    });
  });

  it.concurrent('shows the new end of those who got minutes', async () => {
    const { examId, running, etag } = await scene();
    const [before] = (await read(examId)).body.results;
    await request('POST', `${EXAMS}/${examId}/time_jobs`, { json: { minutes: 5, idempotency_key: 'k' } });
    const { body } = await until(
      () => read(examId, etag),
      answer => answer.status === 200,
    );
    const [after] = body.results;
    expect(after.user_id).toBe(running.learner.id);
    expect(Date.parse(after.ends_at) - Date.parse(before.ends_at)).toBe(5 * 60_000);
  });
});
