import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, newExam, remove, request } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';

/** A learner with a running attempt. */
async function startedAttempt(overrides: Record<string, unknown> = {}) {
  const course = newCourseId();
  const content = `block-v1:X+Y+Z+type@sequential+block@${randomUUID()}`;
  const exam_id = await newExam({ course_id: course, content_id: content, ...overrides });
  const attempt = await newAttempt({ exam_id });
  await act(attempt.id, 'start', attempt.learner);
  return { course, content, exam_id, ...attempt };
}

const expectedAttempt = (started: Awaited<ReturnType<typeof startedAttempt>>) => ({
  in_timed_exam: true,
  taking_as_proctored: true,
  exam_type: 'a proctored exam',
  exam_display_name: 'Midterm: Thermodynamics',
  exam_url_path: `/courses/${started.course}/jump_to/${started.content}`,
  time_remaining_seconds: expect.toSatisfy((seconds: number) => seconds > 5000 && seconds <= 5400),
  total_time: '1 hour and 30 minutes',
  low_threshold_sec: 1080,
  critically_low_threshold_sec: 270,
  course_id: started.course,
  attempt_id: started.id,
  // The pair of code and external id is the vendor's proof: the learner has only half of it.
  external_id: null as string | null,
  accessibility_time_string: 'you have 1 hour and 30 minutes remaining',
  attempt_status: 'started',
  exam_started_poll_url: `${V1}/attempt/${started.id}`,
  attempt_ready_to_resume: false,
  use_legacy_attempt_api: true,
  desktop_application_js_url: '',
  ping_interval: 60,
  attempt_code: started.code,
});

describe('a learner’s attempts in progress', () => {
  it('are visible to the learner and to global staff', async () => {
    const started = await startedAttempt();
    expect((await request('GET', `${V1}/attempt`, { as: started.learner })).body).toEqual(expectedAttempt(started));
    expect((await request('GET', `${V1}/active_attempt`, { as: started.learner })).body).toEqual(
      expectedAttempt(started),
    );
    const forStaff = { ...expectedAttempt(started), external_id: started.externalId };
    expect((await request('GET', `${V1}/active_attempt?user_id=${started.learner.id}`)).body).toEqual(forStaff);
    await act(started.id, 'submit', started.learner);
    expect((await request('GET', `${V1}/attempt`, { as: started.learner })).body).toEqual({
      in_timed_exam: false,
      is_proctored: false,
    });
    expect((await request('GET', `${V1}/active_attempt`, { as: started.learner })).body).toEqual({});
  });

  it('are listed with the learner’s allowances, in one course or in all', async () => {
    const { course, exam_id, id, learner } = await startedAttempt();
    const json = { exam_id, user_info: String(learner.id), key: 'additional_time_granted', value: '10' };
    expect((await request('PUT', `${V1}/allowance`, { json })).status).toBe(200);
    const path = `${V1}/active_exams_for_user?user_id=${learner.id}`;
    const [entry] = (await request('GET', path, { as: learner })).body;
    expect(entry).toMatchObject({
      exam: { id: exam_id },
      attempt: { id, status: 'started', allowed_time_limit_mins: 100 },
      allowances: [{ key: 'additional_time_granted', value: '10', user: { id: learner.id } }],
    });
    const ofCourse = (as: ApiCaller, courseId: string) =>
      request('GET', `${path}&course_id=${encodeURIComponent(courseId)}`, { as });
    expect((await ofCourse({ id: 5, courses: [course] }, course)).body).toHaveLength(1);
    expect((await ofCourse(learner, 'course-v1:Other+1+2')).body).toEqual([]);
  });
});

/** The learner front end's view of an exam. */
function view(course: string, content: string, as: ApiCaller, query = '') {
  const contentQuery = `content_id=${encodeURIComponent(content)}`;
  return request('GET', `${V1}/attempt/course_id/${encodeURIComponent(course)}?${contentQuery}${query}`, { as });
}

describe('the learner front end’s view of an exam', () => {
  it('has the exam, the attempt and the active attempt', async () => {
    const started = await startedAttempt({ due_date: '2099-01-01T00:00:00Z' });
    const answer = await view(started.course, started.content, started.learner, '&is_learning_mfe=true');
    expect(answer.body).toEqual({
      exam: {
        ...(await request('GET', `${V1}/exam/exam_id/${started.exam_id}`)).body,
        attempt: expectedAttempt(started),
        type: 'proctored',
        passed_due_date: false,
        use_legacy_attempt_api: true,
        total_time: '1 hour and 30 minutes',
      },
      active_attempt: expectedAttempt(started),
    });
  });

  it('has no attempt before the first one', async () => {
    const content = randomUUID();
    const course = newCourseId();
    await newExam({ course_id: course, content_id: content, is_proctored: false, due_date: '2020-01-01T00:00:00Z' });
    expect((await view(course, content, { id: 424_242 })).body).toMatchObject({
      exam: { attempt: {}, type: 'timed', passed_due_date: true },
      active_attempt: {},
    });
  });

  it('is empty for an unknown exam', async () => {
    expect((await view('course-v1:No+1+1', 'nothing', { id: 424_242 })).body).toEqual({ exam: {}, active_attempt: {} });
    const answer = await request('GET', `${V1}/attempt/course_id/Org/Course/Run`, { as: { id: 424_242 } });
    expect(answer.body).toEqual({ exam: {}, active_attempt: {} });
  });

  it('of a created attempt at a practice exam has its type, and an empty download address', async () => {
    const content = randomUUID();
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course, content_id: content, is_practice_exam: true });
    const { learner } = await newAttempt({ exam_id });
    expect((await view(course, content, learner)).body.exam).toMatchObject({
      type: 'practice',
      attempt: { exam_type: 'a practice exam', attempt_status: 'created', software_download_url: '' },
    });
  });

  it('with an invalid query is a 400', async () => {
    expect((await view('x', 'y', { id: 1 }, '&is_learning_mfe=maybe')).status).toBe(400);
    expect((await view('x', 'y', { id: 1 }, '&user_id=me')).status).toBe(400);
  });
});

describe('the time of an attempt', () => {
  const viewOf = async (started: { course: string; content: string; learner: ApiCaller }) =>
    (await view(started.course, started.content, started.learner)).body;
  const grant = (started: { exam_id: number; learner: ApiCaller }, value: string) =>
    request('PUT', `${V1}/allowance`, {
      json: { exam_id: started.exam_id, user_info: String(started.learner.id), key: 'additional_time_granted', value },
    });

  it('after an error is equal in every answer, and the resumption has the remaining time', async () => {
    const started = await startedAttempt({ time_limit_mins: 30 });
    await act(started.id, 'error', started.learner);
    const interrupted = (await request('GET', `${V1}/attempt/${started.id}`)).body;
    const remainingSeconds = interrupted.time_remaining_seconds;
    expect([remainingSeconds > 1600, remainingSeconds <= 1800]).toEqual([true, true]);
    const [listed] = (await request('GET', `${V1}/attempt/grouped/course_id/${started.course}`)).body
      .proctored_exam_attempts;
    const located = (await request('GET', `${V1}/attempt/code/${started.code}`)).body.attempt;
    const named = (await request('PATCH', `${V1}/attempt/${started.id}`, { json: { student_name: 'Mina' } })).body;
    const { exam } = await viewOf(started);
    const all = [listed, listed.all_attempts[0], located, named, exam.attempt];
    expect(all.map(attempt => attempt.time_remaining_seconds)).toEqual(all.map(() => remainingSeconds));
    expect(exam.attempt.accessibility_time_string).toBe(interrupted.accessibility_time_string);

    await act(started.id, 'mark_ready_to_resume');
    await grant(started, '30');
    const total = Math.floor((remainingSeconds + 1800) / 60);
    const inWords = total === 60 ? '1 hour' : `${total} minutes`;
    expect((await viewOf(started)).exam).toMatchObject({ total_time: inWords, attempt: { total_time: inWords } });
    const json = { exam_id: started.exam_id, attempt_proctored: true };
    const { exam_attempt_id } = (await request('POST', `${V1}/attempt`, { as: started.learner, json })).body;
    expect((await viewOf(started)).exam).toMatchObject({ total_time: inWords, attempt: { total_time: inWords } });
    await act(exam_attempt_id, 'start', started.learner);
    const resumed = (await request('GET', `${V1}/attempt/${exam_attempt_id}`)).body;
    expect(resumed.allowed_time_limit_mins).toBe(total);
    expect(resumed.time_remaining_seconds).toBeGreaterThan(remainingSeconds + 1700);
    const path = `${V1}/allowance`;
    const removal = { exam_id: started.exam_id, user_id: started.learner.id, key: 'additional_time_granted' };
    expect((await request('DELETE', path, { json: removal })).status).toBe(200);
    const after = (await request('GET', `${V1}/attempt/${exam_attempt_id}`)).body;
    expect(after).toMatchObject({ status: 'started', allowed_time_limit_mins: Math.floor(remainingSeconds / 60) });
  });

  it('before the start is the time that an immediate start would have', async () => {
    const [course, content] = [newCourseId(), randomUUID()];
    const due_date = new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString();
    const exam_id = await newExam({ course_id: course, content_id: content, time_limit_mins: 20_000, due_date });
    const { id, learner } = await newAttempt({ exam_id });
    const week = /^16[78] hours/;
    const { exam } = await viewOf({ course, content, learner });
    expect([exam.total_time, exam.attempt.total_time]).toEqual([
      expect.stringMatching(week),
      expect.stringMatching(week),
    ]);
    const viewOfAnotherLearner = (await viewOf({ course, content, learner: { id: 424_243 } })).exam;
    expect(viewOfAnotherLearner.total_time).toMatch(week);
    expect((await request('GET', `${V1}/attempt/${id}`)).body.time_remaining_seconds).toBe(0);
  });

  it('includes additional time in every view if it was stopped before its start', async () => {
    const [course, content] = [newCourseId(), randomUUID()];
    const exam_id = await newExam({ course_id: course, content_id: content });
    const { id, learner } = await newAttempt({ exam_id });
    await act(id, 'stop', learner);
    expect((await grant({ exam_id, learner }, '15')).status).toBe(200);
    const total_time = '1 hour and 45 minutes';
    expect(await viewOf({ course, content, learner })).toMatchObject({
      exam: { total_time, attempt: { total_time } },
      active_attempt: { total_time },
    });
    for (const path of ['attempt', 'active_attempt']) {
      expect((await request('GET', `${V1}/${path}`, { as: learner })).body).toMatchObject({ total_time });
    }
  });
});

describe('the attempts of a course', () => {
  const list = (course: string, query = '') => request('GET', `${V1}/attempt/grouped/course_id/${course}${query}`);
  const ids = (answer: { body: { proctored_exam_attempts: { id: number }[] } }) =>
    answer.body.proctored_exam_attempts.map(({ id }) => id);

  it('are listed newest first, 25 a page, by number and by cursor', async () => {
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course });
    const attemptIds: number[] = [];
    for (let count = 0; count < 26; count++) attemptIds.unshift((await newAttempt({ exam_id })).id);
    const first = await list(course);
    expect(ids(first)).toEqual(attemptIds.slice(0, 25));
    expect(first.body).toMatchObject({
      pagination_info: { has_previous: false, has_next: true, current_page: 1, total_pages: 2 },
      attempt_url: `${V1}/attempt/grouped/course_id/${course}`,
    });
    const second = await list(course, '?page=2');
    expect(ids(second)).toEqual(attemptIds.slice(25));
    expect(second.body.pagination_info).toMatchObject({ has_previous: true, has_next: false });
    expect((await list(course, '?page=99')).body.pagination_info.current_page).toBe(2);

    const byCursor = await list(course, '?cursor=');
    expect(ids(byCursor)).toEqual(attemptIds.slice(0, 25));
    const rest = await list(course, `?cursor=${byCursor.body.next_cursor}`);
    expect([ids(rest), rest.body.next_cursor]).toEqual([attemptIds.slice(25), null]);
  });

  it('show the newest attempt of each learner and exam, with all their attempts', async () => {
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course, is_practice_exam: true });
    const first = await newAttempt({ exam_id });
    const otherAttempt = await newAttempt({ exam_id });
    await act(first.id, 'submit', first.learner);
    const second = await request('POST', `${V1}/attempt`, {
      as: first.learner,
      json: { exam_id, attempt_proctored: true },
    });
    const rows: { id: number; all_attempts_count: number; all_attempts: { id: number }[] }[] = (await list(course)).body
      .proctored_exam_attempts;
    expect(rows.map(row => row.all_attempts_count)).toEqual([2, 1]);
    expect(rows.map(row => [row.id, row.all_attempts.map(({ id }) => id)])).toEqual([
      [second.body.exam_attempt_id, [second.body.exam_attempt_id, first.id]],
      [otherAttempt.id, [otherAttempt.id]],
    ]);
    await remove(second.body.exam_attempt_id);
    expect(ids(await list(course)).sort()).toEqual([first.id, otherAttempt.id].sort());
  });

  it('are found by a part of the username or the email, ignoring case', async () => {
    const course = `Org/Course/${randomUUID()}`;
    const exam_id = await newExam({ course_id: course });
    const user = { id: 31_337, username: 'GraceHopper', email: 'grace@navy.example' };
    const { id } = await newAttempt({ exam_id, user });
    await newAttempt({ exam_id });
    const attempt_url = `${V1}/attempt/grouped/course_id/${course}`;
    for (const search of ['hopper', 'GRACE@', 'navy?cursor=']) {
      expect(ids(await list(course, `/search/${search}`))).toEqual([id]);
    }
    expect(ids(await list(course, '/search/nobody'))).toEqual([]);
    for (const path of [course, encodeURIComponent(course)]) {
      for (const text of ['100%', 'a/search/b']) {
        const answer = await list(path, `/search/${encodeURIComponent(text)}`);
        expect([answer.status, ids(answer), answer.body.attempt_url], text).toEqual([200, [], attempt_url]);
      }
      expect(ids(await list(path))).toHaveLength(2);
    }
    for (const text of ['a/b', '%41', '%2F']) {
      expect(await list(course, `/search/${encodeURIComponent(text)}`), text).toMatchObject({ status: 200 });
    }
  });

  it('are filtered by status and exam, by cursor', async () => {
    const course = newCourseId();
    const [exam_id, otherExam] = [await newExam({ course_id: course }), await newExam({ course_id: course })];
    const submitted = await newAttempt({ exam_id });
    await act(submitted.id, 'submit', submitted.learner);
    const created = await newAttempt({ exam_id: otherExam });
    for (const [query, expected] of [
      ['status=submitted', [submitted.id]],
      ['status=created,%20submitted&cursor=&page=1', [created.id, submitted.id]],
      ['status=created,submitted&page=1', [created.id, submitted.id]],
      [`exam_id=${otherExam}`, [created.id]],
      [`exam_id=${otherExam}&status=submitted`, []],
    ] as const) {
      for (const path of ['', '/search/user']) {
        const { body } = await list(course, `${path}?${query}`);
        expect(body.proctored_exam_attempts.map(({ id }: { id: number }) => id)).toEqual(expected);
        expect([body.next_cursor, body.pagination_info]).toEqual([null, undefined]);
      }
    }
  });

  it.each([
    ['/status', '?status='],
    ['/status', '?status=submitted,'],
    ['/status', '?status=unheard_of'],
    ['/status', `?status=${'submitted,'.repeat(200)}submitted`],
    ['/exam_id', '?exam_id=x'],
    ['/page', '?status=submitted&page=2'],
    ['/cursor', '?status=submitted&cursor=nonsense'],
  ])('a faulty filter is a 400: %s of %s', async (pointer, query) => {
    expect(await list(newCourseId(), query)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });

  it.each(['?page=x', '?page=0', '?page=-1', '?cursor=nonsense', `?cursor=${'x'.repeat(200)}`])(
    '%s is a 400',
    async query => {
      expect((await list(newCourseId(), query)).status).toBe(400);
    },
  );

  it('of an empty course are an empty list', async () => {
    expect((await list(newCourseId())).body).toMatchObject({
      proctored_exam_attempts: [],
      pagination_info: { has_previous: false, has_next: false, current_page: 1, total_pages: 1 },
    });
  });
});
