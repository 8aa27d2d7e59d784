import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ApiCaller,
  act,
  attemptPath,
  newAttempt,
  newExam,
  readAttempt,
  request,
  V1_ATTEMPT,
} from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';
import { namedParts } from '../support/namedParts.ts';
import { someOf } from '../support/runs.ts';

const V1 = '/api/edx_proctoring/v1';
const EXAMS = `${V1}/proctored_exam`;
const KEY = 'additional_time_granted';

interface Exams {
  course: string;
  exam_id: number;
  other: number;
  third: number;
}

interface Fixture extends Exams {
  id: number;
  interrupted: number;
  newest: number;
  self: ApiCaller;
  colleague: ApiCaller;
  global: ApiCaller;
}
const ALL_PARTS: ReadonlySet<keyof Fixture> = new Set(['interrupted', 'newest']);

async function newExams(): Promise<Exams> {
  const course = newCourseId();
  const [exam_id = 0, other = 0, third = 0] = await Promise.all([1, 2, 3].map(() => newExam({ course_id: course })));
  return { course, exam_id, other, third };
}

/** Course staff with two attempts in their course, one in error and one not started; only the parts, if they are named. */
async function setUp(exams?: Exams, parts = ALL_PARTS): Promise<Fixture> {
  const id = newLearnerId();
  const { course, exam_id, other, third } = exams ?? (await newExams());
  const user = { id, username: `user${id}` };
  let [interrupted, newest] = [0, 0];
  if (parts.has('interrupted') || parts.has('exam_id')) {
    interrupted = (await newAttempt({ exam_id, user })).id;
    await act(interrupted, 'start', { id });
    await act(interrupted, 'error', { id });
  }
  if (parts.has('newest')) newest = (await newAttempt({ exam_id: other, user })).id;
  return {
    ...{ id, course, exam_id, other, third, interrupted, newest },
    self: { id, courses: [course] },
    colleague: { id: id + 1, courses: [course] },
    global: { id, staff: true },
  };
}
type Call = (fixture: Fixture) => [method: string, path: string, json?: unknown];

const STAFF_ACTIONS: [name: string, call: Call][] = [
  ['verify', ({ interrupted }) => ['PUT', attemptPath(interrupted), { action: 'verify' }]],
  ['reject', ({ interrupted }) => ['PUT', attemptPath(interrupted), { action: 'reject' }]],
  ['mark_ready_to_resume', ({ interrupted }) => ['PUT', attemptPath(interrupted), { action: 'mark_ready_to_resume' }]],
  [
    'mark_ready_to_resume with the own user_id',
    ({ interrupted, id }) => ['PUT', attemptPath(interrupted), { action: 'mark_ready_to_resume', user_id: id }],
  ],
  ['remove', ({ interrupted }) => ['DELETE', attemptPath(interrupted), { reason: 'mine' }]],
  ['student_name', ({ interrupted }) => ['PATCH', attemptPath(interrupted), { student_name: 'Somebody Else' }]],
  ['reset_attempts', ({ exam_id, id }) => ['DELETE', `${EXAMS}/exam_id/${exam_id}/user_id/${id}/reset_attempts`]],
  ['grant by id', ({ exam_id, id }) => ['PUT', `${EXAMS}/allowance`, { exam_id, user_info: id, key: KEY, value: '5' }]],
  [
    'grant by username',
    ({ exam_id, id }) => ['PUT', `${EXAMS}/allowance`, { exam_id, user_info: `user${id}`, key: 'other', value: 'x' }],
  ],
  ['take back', ({ exam_id, id }) => ['DELETE', `${EXAMS}/allowance`, { exam_id, user_id: id, key: KEY }]],
  [
    'grant in bulk',
    ({ exam_id, other, id }) => [
      'PUT',
      `${EXAMS}/bulk_allowance`,
      { exam_ids: [exam_id, other], user_ids: `user${id}`, allowance_type: KEY, value: 5 },
    ],
  ],
  ...['verify', 'reject', 'mark_ready_to_resume'].map((action): [string, Call] => [
    `${action} in the API of edx-exams`,
    ({ interrupted }) => ['PUT', `/api/v1/exams/attempt/${interrupted}`, { action }],
  ]),
  ['remove in the API of edx-exams', ({ interrupted }) => ['DELETE', `/api/v1/exams/attempt/${interrupted}`]],
  [
    'grant in the API of edx-exams',
    ({ course, exam_id, id }) => [
      'POST',
      `/api/v1/exams/course_id/${course}/allowances`,
      [{ username: `user${id}`, exam_id, extra_time_mins: 5 }],
    ],
  ],
  [
    'reset in the newer dashboard',
    ({ course, exam_id, id }) => [
      'POST',
      `/api/instructor/v2/courses/${course}/special_exams/${exam_id}/reset/user${id}`,
    ],
  ],
  ...Object.entries({
    attempt_code: randomUUID(),
    external_id: randomUUID(),
    student_name: 'Somebody Else',
    taking_as_proctored: false,
    is_sample_attempt: true,
    allowed_time_limit_mins: 600,
  }).flatMap(([field, value]): [string, Call][] => [
    [`create with ${field}`, ({ third }) => ['POST', V1_ATTEMPT, { exam_id: third, [field]: value }]],
    [
      `create with ${field} and the own user`,
      ({ third, id }) => [
        'POST',
        V1_ATTEMPT,
        {
          exam_id: third,
          user: { id, username: `user${id}` },
          [field]: typeof value === 'string' ? `${value}2` : value,
        },
      ],
    ],
  ]),
];

describe('course staff on their own attempts', () => {
  /** For all requests that are rejected and change nothing. */
  let shared: Fixture;
  /** The exams of the requests that are accepted. */
  let exams: Exams;
  let before: unknown;
  const stateOf = async ({ interrupted, course }: Fixture) => [
    await readAttempt(interrupted),
    (await request('GET', `${EXAMS}/${course}/allowance`)).body,
    (await request('GET', `${V1_ATTEMPT}/grouped/course_id/${course}`)).body.proctored_exam_attempts.length,
  ];
  beforeAll(async () => {
    [shared, exams] = [await setUp(), await newExams()];
    before = await stateOf(shared);
  });

  it.each(someOf(STAFF_ACTIONS))('may not: %s', async (_case, call) => {
    const [method, path, json] = call(shared);
    const rejected = await request(method, path, { as: shared.self, ...(json !== undefined && { json }) });
    expect([rejected.status, rejected.body.type]).toEqual([403, 'urn:proctoring:problem:forbidden']);
    const own = await setUp(exams, namedParts(call, shared));
    const [, ownPath, ownJson] = call(own);
    const accepted = await request(method, ownPath, {
      as: own.global,
      ...(ownJson !== undefined && { json: ownJson }),
    });
    expect(accepted.status, accepted.text).toBe(path.includes('/v1/exams/attempt/') && method === 'DELETE' ? 204 : 200);
  });

  it('have changed nothing thereby', async () => {
    expect(await stateOf(shared)).toEqual(before);
  });

  it('may do what learners do, and read; their colleagues may do the rest', async () => {
    const { self, colleague, id, exam_id, other, third, interrupted, newest, course } = await setUp();
    for (const action of ['click_download_software', 'start', 'stop', 'submit']) {
      expect([action, (await act(newest, action, self)).status]).toEqual([action, 200]);
    }
    expect((await request('GET', attemptPath(interrupted), { as: self })).status).toBe(200);
    expect((await request('GET', `${V1_ATTEMPT}/grouped/course_id/${course}`, { as: self })).status).toBe(200);
    expect((await act(interrupted, 'mark_ready_to_resume', colleague)).status).toBe(200);
    const own = { attempt_proctored: true };
    expect((await request('POST', V1_ATTEMPT, { as: self, json: { exam_id, ...own } })).status).toBe(200);
    const named = { exam_id: third, ...own, user: { id, username: 'somebody-else', email: 'x@personal.example' } };
    const created = await request('POST', V1_ATTEMPT, { as: self, json: named });
    expect([created.status, (await readAttempt(created.body.exam_attempt_id)).user]).toEqual([
      200,
      { id, username: `user${id}`, email: `user${id}@personal.example` },
    ]);
    expect((await act(newest, 'verify', colleague)).status).toBe(200);
    const granted = { exam_id: other, user_info: id, key: KEY, value: '5' };
    expect((await request('PUT', `${EXAMS}/allowance`, { as: colleague, json: granted })).status).toBe(200);
  });

  it('are left out of a bulk grant; the others are granted the allowance', async () => {
    const { self, id, exam_id, other, course } = await setUp();
    const learner = { id: id + 2, username: `user${id + 2}` };
    await request('PUT', `${V1}/learners`, { json: { learners: [learner] } });
    const json = { exam_ids: [exam_id, other], user_ids: [id, learner.id], allowance_type: KEY, value: 5 };
    const { status, body } = await request('PUT', `${EXAMS}/bulk_allowance`, { as: self, json });
    expect(status).toBe(207);
    for (const at of [exam_id, other]) {
      expect(body).toContainEqual({ exam_id: at, user_id: `${id}`, status: 403, detail: expect.any(String) });
      expect(body).toContainEqual({ exam_id: at, user_id: `${learner.id}`, status: 200 });
    }
    const granted = (await request('GET', `${EXAMS}/${course}/allowance`)).body;
    expect(granted.map(({ user }: { user: { id: number } }) => user.id)).toEqual([learner.id, learner.id]);
  });
});
