import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { instructorAllowanceRoutes } from '../../src/api/allowances/instructorV2/routes.ts';
import { allowanceRoutes } from '../../src/api/allowances/routes.ts';
import { attemptRoutes } from '../../src/api/attempts/routes.ts';
import { httpFunction } from '../../src/api/http/pipeline.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { log } from '../../src/platform/log.ts';
import { aKnownLearner, COURSE, STAFF } from '../support/builders.ts';
import { toEvent } from '../support/bundledService/event.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import type { Ports } from '../support/ports.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

let lines: Record<string, unknown>[] = [];

const PERSONAL = 'ada@example.com';
const fail = () => Promise.reject(new TypeError(`of ${PERSONAL}`));

let stores: InMemoryStores;
beforeEach(() => {
  stores = inMemoryStores();
  lines = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(log, level).mockImplementation((message, fields) => lines.push({ level, message, ...fields }));
  }
});
afterEach(() => void vi.restoreAllMocks());

/** A request of global staff to the routes. */
async function send(routes: Parameters<typeof httpFunction>[0], method: string, path: string, json: object) {
  const run = httpFunction(routes, async () => STAFF);
  const { statusCode, body } = await run(toEvent({ method, path, json }), { awsRequestId: 'r-1' } as Context);
  return { status: statusCode, json: JSON.parse(body ?? '') };
}

const errorLines = () => lines.filter(({ level }) => level === 'error');

describe('an unexpected error at one attempt of several', () => {
  let attempts: Attempt[];
  let ids: number[];
  beforeEach(async () => {
    const examId = await storedExam(stores);
    attempts = [await storedAttempt(stores, examId), await storedAttempt(stores, examId)];
    ids = attempts.map(({ attemptId }) => attemptId);
  });
  const remove = (ports: Ports, versions: (number | undefined)[] = []) => {
    const externalIds = { backendsWithTokens: new Set<string>(), defaultBackend: '' };
    const routes = attemptRoutes({ ...ports, viewablePastDue: false, externalIds });
    const rows = ids.map((attempt_id, index) => ({ attempt_id, if_version: versions[index] }));
    return send(routes, 'POST', '/api/proctoring/v1/attempts/bulk', { action: 'remove', attempts: rows });
  };

  it('is a result with the id of the request, and a log entry without personal data', async () => {
    const store = stores.ports.attempts;
    const failingRemove: typeof store.remove = (attempt, ...rest) =>
      attempt.attemptId === ids[0] ? fail() : store.remove(attempt, ...rest);
    const { status, json } = await remove({ ...stores.ports, attempts: { ...store, remove: failingRemove } });
    const detail = expect.stringMatching(/^Internal error\. Read the attempt .* Request r-1\.$/);
    expect([status, json.results]).toEqual([
      200,
      [
        { attempt_id: ids[0], ok: false, code: 'internal_error', detail },
        { attempt_id: ids[1], ok: true, changed: true },
      ],
    ]);
    expect(await store.read(ids[1] ?? 0)).toBeUndefined();
    expect(errorLines()).toMatchObject([
      { message: 'row failed', request_id: 'r-1', attempt_id: ids[0], error: { name: 'TypeError' } },
    ]);
    expect(JSON.stringify([json, lines])).not.toContain(PERSONAL);
  });

  it('leaves out the attempt of a result that cannot be shown, as other attempts are changed', async () => {
    const exams = { ...stores.ports.exams, readCached: fail, readConsistent: fail };
    const { status, json } = await remove({ ...stores.ports, exams }, [99]);
    const detail = expect.stringContaining(`Attempt ${ids[0]} has changed`);
    expect([status, json.results]).toEqual([
      200,
      [
        { attempt_id: ids[0], ok: false, code: 'attempt_changed', detail },
        { attempt_id: ids[1], ok: true, changed: true },
      ],
    ]);
    expect(errorLines()).toMatchObject([{ message: 'row failed', request_id: 'r-1', attempt_id: ids[0] }]);
    expect(JSON.stringify([json, lines])).not.toContain(PERSONAL);
  });
});

describe('a preview of allowances', () => {
  it('is logged with its author, but no learner', async () => {
    const ada = aKnownLearner();
    await stores.ports.learners.register([ada]);
    const body = { exam_ids: [await storedExam(stores)], allowance_type: 'additional_time_granted', value: '5' };
    const preview = (user_ids: string[], dry_run: boolean) =>
      send(allowanceRoutes(stores.ports), 'PUT', '/api/edx_proctoring/v1/proctored_exam/bulk_allowance', {
        ...{ ...body, user_ids, dry_run },
      });
    expect((await preview([ada.username, 'nobody'], true)).status).toBe(207);
    const entries = () => lines.filter(({ message }) => message === 'allowances previewed');
    const entry = { level: 'info', request_id: 'r-1', user_id: STAFF.userId, rows: 2, granted: 1 };
    expect(entries()).toEqual([{ message: 'allowances previewed', ...entry }]);
    expect((await preview([ada.username], false)).status).toBe(200);
    expect(entries()).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain(ada.username);
  });
});

describe('an unexpected error at one allowance of several', () => {
  it.each([
    ['PUT', () => '/api/edx_proctoring/v1/proctored_exam/bulk_allowance', 207],
    ['POST', () => `/api/instructor/v2/courses/${COURSE}/special_exams/allowances`, 200],
    ['DELETE', (examId: number) => `/api/instructor/v2/courses/${COURSE}/special_exams/${examId}/allowance`, 200],
  ])('is a result with the id of the request: %s', async (method, pathOf, expected) => {
    const [ada, grace] = [aKnownLearner(), aKnownLearner()];
    await stores.ports.learners.register([ada, grace]);
    const examId = await storedExam(stores);
    const { allowances } = stores.ports;
    const read: typeof allowances.read = (exam, user, key) =>
      user === ada.id ? fail() : allowances.read(exam, user, key);
    const ports = { ...stores.ports, allowances: { ...allowances, read } };
    const key = 'additional_time_granted';
    const { status, json } = await send(
      [...allowanceRoutes(ports), ...instructorAllowanceRoutes(ports)],
      method,
      pathOf(examId),
      { exam_ids: [examId], user_ids: [ada.username, grace.username], allowance_type: key, value: '5' },
    );
    expect(status).toBe(expected);
    const [failed, done] = json.results ?? json;
    expect(failed.detail ?? failed.error).toMatch(/^Internal error\. Repeat the request: .* Request r-1\.$/);
    expect(failed.status ?? failed.success).toBe(method === 'PUT' ? 500 : false);
    expect(done.status ?? done.success).toBe(method === 'PUT' ? 200 : true);
    expect(await allowances.read(examId, grace.id, key)).toEqual(
      method === 'DELETE' ? undefined : expect.objectContaining({ value: '5' }),
    );
    expect(errorLines()).toMatchObject([
      { message: 'row failed', request_id: 'r-1', exam_id: examId, error: { name: 'TypeError' } },
    ]);
    const written = JSON.stringify(lines);
    for (const personal of [PERSONAL, ada.username, grace.username]) expect(written).not.toContain(personal);
    expect(JSON.stringify(json)).not.toContain(PERSONAL);
  });
});
