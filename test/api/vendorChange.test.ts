import { describe, expect, it } from 'vitest';
import { act, createAsLearner, examBody, newExam, readAttempt, request, V1_EXAM } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';
import { dashboardClaims } from '../support/vendorDashboard.ts';
import { ANOTHER_REST } from '../support/vendorGateway.ts';

/** An exam that changes from one REST vendor to another. */
const gateway = useVendorGateway();

const FIRST = 'proctortrack';
const SECOND = ANOTHER_REST;

const readExam = async (examId: number) => {
  await gateway.settled();
  return (await request('GET', `${V1_EXAM}/exam_id/${examId}`)).body;
};

/** The different requests to a vendor whose path ends like this: notifications can come twice. */
const callsTo = async (backend: string, ending: string) => {
  await gateway.settled();
  const entries = (await gateway.control.entries()).filter(entry => entry.backend === backend);
  const calls = entries
    .filter(({ path }) => path.endsWith(ending))
    .map(({ what: callName, status, body }) => JSON.stringify({ what: callName, status, body }));
  return [...new Set(calls)].map(call => JSON.parse(call));
};

const dashboardOf = async (course: string, examId: number, attempt = '') => {
  const { headers } = await request('GET', `/api/edx_proctoring/v1/instructor/${course}/${examId}${attempt}`);
  const address = headers.get('location');
  return { ...(await dashboardClaims(address)), backend: /\/rest\/(\w+)\//.exec(address ?? '')?.[1] };
};

type Exam = ReturnType<typeof examBody>;

const MOVES: [string, (exam: Exam & { id: number }, backend: string) => Promise<void>][] = [
  [
    'changed',
    async ({ id: exam_id }, backend) => {
      expect((await request('PUT', V1_EXAM, { json: { exam_id, backend } })).status).toBe(200);
    },
  ],
  [
    'registered',
    async ({ id: _, external_id: __, ...exam }, backend) => {
      const path = `/api/edx_proctoring/v1/proctored_exam/exam_registration/course_id/${exam.course_id}`;
      expect((await request('PATCH', path, { json: [{ ...exam, backend }] })).status).toBe(200);
    },
  ],
  [
    'published',
    async ({ course_id, ...exam }, provider) => {
      const config = { provider, escalation_email: null };
      const configured = await request('PATCH', `/api/v1/configs/course_id/${course_id}`, { json: config });
      expect(configured.status).toBe(204);
      const json = [{ ...exam, exam_type: 'proctored' }];
      expect((await request('PATCH', `/api/v1/exams/course_id/${course_id}/`, { json })).status).toBe(200);
    },
  ],
];

describe.each(MOVES)('an exam that is %s with another REST vendor', (_case, move) => {
  it('is registered there; attempts of each vendor go by its own id, which returns with it', async () => {
    const fields = examBody({ course_id: newCourseId(), backend: FIRST });
    const { course_id } = fields;
    const exam = { ...fields, id: await newExam(fields) };
    const { external_id: firstId } = await readExam(exam.id);
    const running = await createAsLearner(exam.id);
    await act(running.id, 'start', running.learner);

    await move(exam, SECOND);
    const { backend, external_id: secondId } = await readExam(exam.id);
    expect([backend, typeof secondId]).toEqual([SECOND, 'string']);
    expect(secondId).not.toBe(firstId);
    expect(await callsTo(SECOND, `/exam/${firstId}/`)).toEqual([]);
    const created = await createAsLearner(exam.id);
    expect(created.answer.status).toBe(200);
    expect(await callsTo(SECOND, `/exam/${secondId}/attempt/`)).toMatchObject([{ what: 'registration', status: 200 }]);

    await act(running.id, 'submit', running.learner);
    await act(created.id, 'start', created.learner);
    const [ofFirst, ofSecond] = [await readAttempt(running.id), await readAttempt(created.id)];
    const [started, submitted] = ['started', 'submitted'].map(status => ({
      what: 'notice',
      status: 200,
      body: { status },
    }));
    expect(await callsTo(FIRST, `/exam/${firstId}/attempt/${ofFirst.external_id}/`)).toEqual([started, submitted]);
    expect(await callsTo(SECOND, `/exam/${secondId}/attempt/${ofSecond.external_id}/`)).toEqual([started]);

    const atSecond = { backend: SECOND, exam_id: secondId };
    expect(await dashboardOf(course_id, exam.id)).toMatchObject(atSecond);
    for (const [attempt, expected] of [
      [ofFirst, { backend: FIRST, exam_id: firstId }],
      [ofSecond, atSecond],
    ] as const) {
      const { external_id } = attempt;
      expect(await dashboardOf(course_id, exam.id, `?attempt=${external_id}`)).toMatchObject({
        ...expected,
        attempt_id: external_id,
      });
    }

    await move(exam, FIRST);
    expect(await readExam(exam.id)).toMatchObject({ backend: FIRST, external_id: firstId });
    expect((await callsTo(FIRST, `/exam/${firstId}/`)).at(-1)).toMatchObject({ what: 'exam', status: 200 });
    expect((await createAsLearner(exam.id)).answer.status).toBe(200);
  });
});

describe('an external id in a request', () => {
  it('is that at the backend of the request, or the present one', async () => {
    const exam_id = await newExam({ backend: FIRST, external_id: 'F-1', is_proctored: false });
    const externalIdAfter = async (json: object) => {
      expect((await request('PUT', V1_EXAM, { json: { exam_id, ...json } })).status).toBe(200);
      return (await readExam(exam_id)).external_id;
    };
    expect(await externalIdAfter({})).toBe('F-1');
    expect(await externalIdAfter({ backend: SECOND, external_id: 'S-1' })).toBe('S-1');
    expect(await externalIdAfter({ backend: FIRST })).toBe('F-1');
    expect(await externalIdAfter({ external_id: 'F-2' })).toBe('F-2');
    expect(await externalIdAfter({ backend: '' })).toBeNull();
    expect(await externalIdAfter({ backend: SECOND })).toBe('S-1');
    expect(await externalIdAfter({ external_id: '' })).toBeNull();
    expect(await externalIdAfter({ backend: FIRST })).toBe('F-2');
  });
});
