import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SignJWT } from 'jose';
import { inject } from 'vitest';
import { DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import { COURSE, newLearnerId } from './builders.ts';
import { requireDocumented } from './documentedErrors.ts';
import { SETTLED_PATH } from './gateway/gateway.ts';
import { until } from './until.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';
const CALLBACK = '/api/edx_proctoring/proctoring_review_callback/';

// biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
  text: string;
}

export interface ApiCaller {
  id?: number;
  name?: string;
  staff?: boolean;
  courses?: string[];
  groups?: string[];
}

export const STAFF_PERSON: ApiCaller = { id: 900, name: 'Sam Staff', staff: true };

/** A token as an LMS would sign it. */
export function tokenOf(
  caller: ApiCaller,
  extraClaims: Record<string, unknown> = {},
  secret = DEVELOPMENT_TOKEN_SECRET,
): Promise<string> {
  const claims = {
    user_id: caller.id ?? 7,
    preferred_username: `user${caller.id ?? 7}`,
    email: `user${caller.id ?? 7}@personal.example`,
    name: caller.name ?? 'Mina Okafor',
    administrator: caller.staff ?? false,
    course_staff: caller.courses ?? [],
    groups: caller.groups ?? [],
    exp: Math.floor(Date.now() / 1000) + 600,
    ...extraClaims,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}

const recentTokens = new Map<string, { token: Promise<string>; signedAt: number }>();

/** The caller's token of the last minute, as clients keep theirs. */
function recentTokenOf(caller: ApiCaller): Promise<string> {
  const key = JSON.stringify(caller);
  const recent = recentTokens.get(key);
  if (recent && Date.now() - recent.signedAt < 60_000) return recent.token;
  const token = tokenOf(caller);
  recentTokens.set(key, { token, signedAt: Date.now() });
  return token;
}

/** The two cookies of a browser session at the LMS, by name. */
export async function sessionCookiesOf(caller: ApiCaller): Promise<[name: string, value: string][]> {
  const [header, payload, signature] = (await tokenOf(caller)).split('.');
  return [
    ['edx-jwt-cookie-header-payload', `${header}.${payload}`],
    ['edx-jwt-cookie-signature', `${signature}`],
  ];
}

let otherStack: string | undefined;

/** Sends all later requests of the test file to another stack. */
export function useStack(url: string | undefined): void {
  otherStack = url;
}

/** Where requests go. */
export const currentStack = () => otherStack ?? inject('stackUrl');

/** Sends the requests of an operation to another stack. */
export async function onStack<T>(url: string, operation: () => Promise<T>): Promise<T> {
  const ownStack = otherStack;
  useStack(url);
  try {
    return await operation();
  } finally {
    useStack(ownStack);
  }
}

/** A request to the running stack; `json` is sent as JSON, `raw` as it is. */
export async function request(
  method: string,
  path: string,
  options: {
    as?: ApiCaller | string | null;
    json?: unknown;
    raw?: string | URLSearchParams | FormData;
    headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const caller = options.as === undefined ? STAFF_PERSON : options.as;
  const token = typeof caller === 'string' ? caller : caller && (await recentTokenOf(caller));
  const body = options.raw ?? (options.json === undefined ? null : JSON.stringify(options.json));
  const response = await fetch(currentStack() + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(options.json !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    body,
    redirect: 'manual',
  });
  const text = await response.text();
  const answer = { status: response.status, headers: response.headers, text, body: parseIfJson(text) };
  requireDocumented(method, path, answer.status, answer.body?.type);
  return answer;
}

export function parseIfJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const examBody = (overrides: Record<string, unknown> = {}) => ({
  course_id: COURSE,
  content_id: `block-v1:ExampleU+PHY201+2026+type@sequential+block@${randomUUID()}`,
  external_id: null,
  exam_name: 'Midterm: Thermodynamics',
  time_limit_mins: 90,
  is_proctored: true,
  is_practice_exam: false,
  is_active: true,
  hide_after_due: false,
  ...overrides,
});

export async function newExam(overrides: Record<string, unknown> = {}): Promise<number> {
  return (await request('POST', `${V1}/exam`, { json: examBody(overrides) })).body.exam_id;
}

/** By address; tests that change an exam have one of their own. */
const sharedExams = new Map<string, Promise<number>>();

/** The exam of the attempts whose exam is of no consequence. */
function sharedExam(): Promise<number> {
  const stack = currentStack();
  const exam = sharedExams.get(stack) ?? newExam();
  sharedExams.set(stack, exam);
  return exam;
}

/** An attempt created by staff for a new learner, with code and external id. */
export async function newAttempt(overrides: Record<string, unknown> = {}) {
  const learner = { id: newLearnerId(), name: 'Mina Okafor' };
  const code = randomUUID().toUpperCase();
  const externalId = randomUUID();
  const json = {
    exam_id: overrides.exam_id ?? (await sharedExam()),
    user: { id: learner.id, username: `user${learner.id}`, email: 'mina@personal.example', name: learner.name },
    attempt_code: code,
    external_id: externalId,
    student_name: 'Mina Okafor',
    ...overrides,
  };
  const { body } = await request('POST', `${V1}/attempt`, { json });
  return { id: body.exam_attempt_id as number, learner, code: json.attempt_code, externalId, create: json };
}

/** A new learner's attempt at the exam, with the answer to its creation. */
export async function createAsLearner(exam_id: number, overrides: Record<string, unknown> = {}) {
  const learner = { id: newLearnerId(), name: 'Mina Okafor' };
  const create = () =>
    request('POST', `${V1}/attempt`, { as: learner, json: { exam_id, attempt_proctored: true, ...overrides } });
  const answer = await create();
  return { learner, answer, id: answer.body?.exam_attempt_id as number, again: create };
}

export const attemptPath = (id: unknown) => `${V1}/attempt/${id}`;
export const codePath = (code: string, rest = '') => `${V1}/attempt/code/${encodeURIComponent(code)}${rest}`;
export const V1_EXAM = `${V1}/exam`;
export const V1_ATTEMPT = `${V1}/attempt`;

export const readAttempt = async (id: number) => (await request('GET', attemptPath(id))).body;
export const act = (id: number, action: string, as?: ApiCaller) =>
  request('PUT', attemptPath(id), { json: { action }, ...(as && { as }) });
export const remove = (id: number, reason = 'test') => request('DELETE', attemptPath(id), { json: { reason } });

/** The history of a code once it has the number of items, newest first. */
export async function history(code: string, items: number): Promise<Json[]> {
  // A gateway reads its streams at once; other stacks have no such path.
  await fetch(`${currentStack()}${SETTLED_PATH}`);
  return until(
    async () => (await request('GET', codePath(code, '/history'))).body.results as Json[],
    results => results.length >= items,
  );
}

/** A review as PSI posts it, for this attempt. */
export function reviewFor(
  attempt: { code: string; externalId: string },
  overrides: Record<string, unknown> = {},
  fixture = 'clean',
) {
  const payload = JSON.parse(
    readFileSync(new URL(`../fixtures/software-secure/${fixture}.json`, import.meta.url)).toString(),
  );
  return {
    ...payload,
    examMetaData: { ...payload.examMetaData, examCode: attempt.code, ssiRecordLocator: attempt.externalId },
    ...overrides,
  };
}

/** Posts a callback as PSI does: without a token, with any content type. */
export function postReview(payload: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const raw = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return request('POST', CALLBACK, { as: null, raw, headers });
}
