import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EXAMS_API } from '../../src/contract/endpoint.ts';
import type { Caller } from '../../src/domain/actors.ts';
import { aCaller, STAFF } from '../../test/support/builders.ts';
import { tokenOf } from '../measure/callService.ts';
import type { LoadRequest } from './loadProcess.ts';

/** In the order in which an attempt lives through them. */
export const OPERATIONS = ['empty', 'create', 'poll', 'start', 'submit', 'review'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const OPERATION_TITLES: Record<Operation, string> = {
  empty: 'GET /health: nothing to do',
  create: 'create an attempt',
  poll: 'poll: the learner reads the attempt',
  start: 'status change: start',
  submit: 'status change: submit',
  review: 'review callback of PSI',
};

export interface Person {
  learner: Caller;
  token: string;
}

/** The attempts of a round at one side, all at the same exam. */
export interface Life {
  examId: number;
  sittings: Sitting[];
}

/** A learner with the attempt that they are to take; the id is known once it is created. */
export interface Sitting extends Person {
  code: string;
  externalId: string;
  attemptId: number;
}

/** Learners and their tokens, as many as there are attempts at once. */
export async function makeLearners(count: number): Promise<Person[]> {
  const learners = Array.from({ length: count }, (_, index) =>
    aCaller({ userId: 1000 + index, username: `learner${index}`, email: `learner${index}@example.com` }),
  );
  return Promise.all(learners.map(async learner => ({ learner, token: await tokenOf(learner) })));
}

/** New attempts of these learners, not created yet. */
export function newSittings(learners: readonly Person[]): Sitting[] {
  return learners.map(one => ({
    ...one,
    code: randomUUID().toUpperCase(),
    externalId: randomUUID(),
    attemptId: 0,
  }));
}

/** The requests of an operation, one for each attempt. */
export async function requestsOf(operation: Operation, { examId, sittings }: Life): Promise<LoadRequest[]> {
  const staffToken = await tokenOf(STAFF);
  return sittings.map(sitting => REQUESTS[operation](sitting, { examId, staffToken }));
}

type ToRequest = (sitting: Sitting, given: { examId: number; staffToken: string }) => LoadRequest;

const REQUESTS: Record<Operation, ToRequest> = {
  empty: () => ({ method: 'GET', path: '/health', headers: {} }),
  create: ({ learner, code, externalId }, { examId, staffToken }) => {
    const { userId: id, username, email, name } = learner;
    const body = { exam_id: examId, user: { id, username, email, name }, attempt_code: code, external_id: externalId };
    return withJson('POST', `${EXAMS_API}/attempt`, staffToken, body);
  },
  poll: ({ attemptId, token }) => ({
    method: 'GET',
    path: `${EXAMS_API}/attempt/${attemptId}`,
    headers: { authorization: `Bearer ${token}` },
  }),
  start: ({ attemptId, token }) => withJson('PUT', `${EXAMS_API}/attempt/${attemptId}`, token, { action: 'start' }),
  submit: ({ attemptId, token }) => withJson('PUT', `${EXAMS_API}/attempt/${attemptId}`, token, { action: 'submit' }),
  review: ({ code, externalId }) => ({
    method: 'POST',
    path: '/api/edx_proctoring/proctoring_review_callback',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...REVIEW,
      examMetaData: { ...REVIEW.examMetaData, examCode: code, ssiRecordLocator: externalId },
    }),
  }),
};

const REVIEW = JSON.parse(
  readFileSync(new URL('../../test/fixtures/software-secure/clean.json', import.meta.url), 'utf8'),
);

function withJson(method: string, path: string, token: string, body: unknown): LoadRequest {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return { method, path, headers, body: JSON.stringify(body) };
}
