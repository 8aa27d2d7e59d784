import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { violationReportRow } from '../../src/api/reports/contract.ts';
import { createClient } from '../../src/client/client.ts';
import { newAttempt, newExam, postReview, remove, request, reviewFor, STAFF_PERSON, tokenOf } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { parseCsv } from '../support/csv.ts';

const REPORT = '/api/edx_proctoring/v1/proctored_exam/violation_report/course_id';
const reportOf = (course: string, query = '', headers: Record<string, string> = {}) =>
  request('GET', `${REPORT}/${encodeURIComponent(course)}${query}`, { headers });
const COLUMNS = Object.keys(violationReportRow().shape);

async function reviewed(exam_id: number, overrides: Record<string, unknown> = {}, fixture = 'rules-violation') {
  const attempt = await newAttempt({ exam_id, ...overrides });
  expect((await postReview(reviewFor(attempt, {}, fixture))).status).toBe(200);
  return attempt;
}

/** The rows of CSV by its own header. */
function rowsOf(csv: string): Record<string, string>[] {
  const [header = [], ...rows] = parseCsv(csv);
  return rows.map(cells => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

describe('the violation report', () => {
  it('has a row for each review, of live and removed attempts', async () => {
    const course = newCourseId();
    const content_id = `block-v1:X+Y+Z+type@sequential+block@${randomUUID()}`;
    const exam_id = await newExam({ course_id: course, content_id });
    const live = await reviewed(exam_id);
    const removed = await reviewed(exam_id, {}, 'clean');
    await newAttempt({ exam_id });
    await remove(removed.id);
    const { status, headers, body } = await reportOf(course);
    expect([status, headers.get('content-type'), headers.get('link')]).toEqual([
      200,
      expect.stringMatching(/^application\/json/),
      null,
    ]);
    expect(body).toMatchObject({
      results: [
        { attempt_id: removed.id, is_archived: true, review_status: 'Clean', attempt_status: 'verified' },
        { attempt_id: live.id, is_archived: false },
      ],
      next_cursor: null,
    });
    expect(body.results[1]).toEqual({
      attempt_code: live.code,
      attempt_id: live.id,
      exam_id,
      content_id,
      exam_name: 'Midterm: Thermodynamics',
      user_id: live.learner.id,
      username: `user${live.learner.id}`,
      email: 'mina@personal.example',
      student_name: 'Mina Okafor',
      attempt_status: 'rejected',
      started_at: null,
      completed_at: null,
      is_archived: false,
      vendor: 'software_secure',
      review_status: 'Rules Violation',
      verdict: 'rejected',
      review_version: 1,
      received_at: expect.stringMatching(/^\d{4}-.*Z$/),
      rules_violation_count: 1,
      rules_violation_comments: expect.any(String),
      suspicious_count: 2,
      suspicious_comments: expect.stringContaining('; '),
      clean_count: 2,
      clean_comments: expect.any(String),
      other_count: 0,
      other_comments: '',
    });
  });

  it('is also available as CSV, by the query or the Accept header', async () => {
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course, exam_name: '=Formulas, "quoted"\r\nand more' });
    await reviewed(exam_id, { student_name: '=HYPERLINK("http://evil.example")' });
    await reviewed(exam_id, { student_name: 'Zoë "Z", 😀' });
    const { results } = (await reportOf(course)).body;
    for (const answer of [
      await reportOf(course, '?format=csv'),
      await reportOf(course, '', { accept: 'text/csv' }),
      await reportOf(course, '?format=csv', { accept: 'application/json' }),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="violation-report-course-v1-X-[\w-]+\.csv"$/,
      );
      expect(answer.text.split('\r\n')[0]).toBe(COLUMNS.join(','));
      const rows = rowsOf(answer.text);
      expect(rows.map(row => row.student_name)).toEqual(['Zoë "Z", 😀', `'=HYPERLINK("http://evil.example")`]);
      expect(rows[0]?.exam_name).toBe(`'=Formulas, "quoted"\r\nand more`);
      for (const [index, row] of rows.entries()) {
        for (const name of COLUMNS.filter(column => !['student_name', 'exam_name'].includes(column))) {
          expect(row[name], name).toBe(String(results[index][name] ?? ''));
        }
      }
    }
    const json = await reportOf(course, '?format=json', { accept: 'text/csv' });
    expect(json.body.results).toHaveLength(2);
  });

  it('begins with a UTF-8 byte order mark as CSV only', async () => {
    const course = newCourseId();
    await reviewed(await newExam({ course_id: course, exam_name: 'Prüfung;=1+1' }));
    const bytesOf = async (query: string) => {
      const headers = { authorization: `Bearer ${await tokenOf(STAFF_PERSON)}` };
      const url = `${inject('stackUrl')}${REPORT}/${encodeURIComponent(course)}${query}`;
      return Buffer.from(await (await fetch(url, { headers })).arrayBuffer());
    };
    const csv = await bytesOf('?format=csv');
    expect(csv.toString('utf8')).toMatch(/^\ufeffattempt_code,/);
    expect(csv.toString('utf8')).toContain(',"Prüfung;=1+1",');
    expect((await bytesOf('?format=json')).toString('utf8')).toMatch(/^\{/);
  });

  it('is paged; CSV has the next cursor in a header', async () => {
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course });
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.unshift(String((await reviewed(exam_id)).id));
    const csv: string[] = [];
    let url = new URL(`${REPORT}/${encodeURIComponent(course)}?format=csv&limit=2&status=Rules+Violation`, 'http://x');
    for (let pages = 0; pages < 3; pages++) {
      const answer = await request('GET', url.pathname + url.search);
      csv.push(...rowsOf(answer.text).map(row => row.attempt_id ?? ''));
      const [, target] = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '') ?? [];
      expect(target !== undefined).toBe(pages < 2);
      url = new URL(target ?? '', url);
    }
    expect(csv).toEqual(ids);

    const json: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await reportOf(course, `?limit=2&cursor=${cursor}`);
      json.push(...body.results.map((row: { attempt_id: number }) => String(row.attempt_id)));
      cursor = body.next_cursor;
    }
    expect(json).toEqual(ids);
  });

  it('is filtered by exam and review status', async () => {
    const course = newCourseId();
    const content_id = `i4x://X/Y/sequential/${randomUUID()}`;
    const [exam, otherExam] = [await newExam({ course_id: course }), await newExam({ course_id: course, content_id })];
    const [a, b, c] = [await reviewed(exam), await reviewed(otherExam), await reviewed(otherExam, {}, 'clean')];
    const ids = async (query: string) =>
      (await reportOf(course, query)).body.results.map((row: { attempt_id: number }) => row.attempt_id);
    expect(await ids('')).toEqual([c.id, b.id, a.id]);
    expect(await ids(`?content_id=${encodeURIComponent(content_id)}`)).toEqual([c.id, b.id]);
    expect(await ids('?status=Clean')).toEqual([c.id]);
    expect(await ids(`?content_id=${encodeURIComponent(content_id)}&status=Rules%20Violation`)).toEqual([b.id]);
    expect(await ids('?content_id=none')).toEqual([]);
  });

  it('of a course without reviews is empty, or the CSV header alone', async () => {
    expect((await reportOf(newCourseId())).body).toEqual({ results: [], next_cursor: null });
    expect((await reportOf(newCourseId(), '?format=csv')).text).toBe(`${COLUMNS.join(',')}\r\n`);
  });

  it.each([
    ['course-v1:A+B+C', 'course-v1-A-B-C'],
    ['Org/Course/Run', 'Org-Course-Run'],
    ['course-v1:Ünï+Ç+x"y', 'course-v1-n-x-y'],
    ['a b;c', 'a-b-c'],
  ])('of %s is found in any encoding, and has a safe file name', async (prefix, name) => {
    const course = prefix + randomUUID();
    await reviewed(await newExam({ course_id: course }));
    const { status, body } = await request('GET', `${REPORT}/${encodeURIComponent(course)}`);
    expect([status, body.results.length]).toEqual([200, 1]);
    const csv = await request('GET', `${REPORT}/${encodeURI(course)}?format=csv`);
    expect([csv.status, rowsOf(csv.text)]).toEqual([200, [expect.anything()]]);
    const file = csv.headers.get('content-disposition') ?? '';
    expect(file).toMatch(/^attachment; filename="violation-report-[\w-]+\.csv"$/);
    expect(file).toContain(`violation-report-${name}`);
  });

  it.each([
    '?format=xml',
    '?format=',
    '?format=CSV',
    '?cursor=nonsense',
    `?cursor=${'x'.repeat(200)}`,
    '?limit=0',
    '?limit=1001',
    '?limit=all',
    '?content_id=',
    '?status=',
    '?format=csv&cursor=nonsense',
  ])('%s is a 400', async query => {
    const { status, headers } = await reportOf(newCourseId(), query);
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });

  it('in an unknown format is a 406 that lists the formats', async () => {
    const { status, body } = await reportOf(newCourseId(), '', { accept: 'application/pdf' });
    expect([status, body.type]).toEqual([406, 'urn:proctoring:problem:not_acceptable']);
    expect(body.detail).toContain('text/csv');
  });

  it('is for staff of the course, in any format', async () => {
    const course = newCourseId();
    const path = `${REPORT}/${encodeURIComponent(course)}`;
    // As JSON: api/permissions.
    const statusFor = async (as: Parameters<typeof request>[2]) =>
      (await request('GET', `${path}?format=csv`, as)).status;
    expect(await statusFor({ as: null })).toBe(401);
    expect(await statusFor({ as: { id: 5 } })).toBe(403);
    expect(await statusFor({ as: { id: 5, courses: ['course-v1:Other+1+2'] } })).toBe(403);
    expect(await statusFor({ as: { id: 5, courses: [course] } })).toBe(200);
    expect(await statusFor({})).toBe(200);
    expect((await request('POST', path, { json: {} })).status).toBe(405);
  });

  it('never shows another learner under a reused code', async () => {
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course });
    const { id, code, learner } = await reviewed(exam_id);
    await remove(id);
    await newAttempt({ exam_id, attempt_code: code, student_name: 'Somebody Else' });
    const [row, ...others] = (await reportOf(course)).body.results;
    expect(others).toEqual([]);
    // Null until the removal is in the history.
    expect([learner.id, null]).toContain(row.user_id);
    expect([row.attempt_id, row.is_archived]).toEqual([id, true]);
    expect(row.student_name).not.toBe('Somebody Else');
  });

  it('is typed by the client: rows, or text for CSV', async () => {
    const course_id = newCourseId();
    await reviewed(await newExam({ course_id }));
    const client = createClient({
      baseUrl: inject('stackUrl'),
      token: () => tokenOf(STAFF_PERSON),
      validate: true,
    });
    const { results } = await client.getViolationReport({ params: { course_id } });
    const text = await client.getViolationReport({ params: { course_id }, query: { format: 'csv' } });
    expect(rowsOf(text).map(row => row.attempt_code)).toEqual(results.map(row => row.attempt_code));
  });
});
