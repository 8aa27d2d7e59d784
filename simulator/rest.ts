import * as z from 'zod/mini';
import { describeIssue } from './describeIssue.ts';
import type { CallName, EffectivePlan } from './plan.ts';
import { createRestTokens } from './restTokens.ts';
import { newExternalId, type RegisteredAttempt, type RegisteredExam, type VendorState } from './state.ts';
import { type Received, type Reply, readObject, rejection, type VendorCall } from './vendorCall.ts';

/** Default lifetime of a token. */
const TOKEN_SECONDS = 300;

const examSchema = z.object({
  id: z.number(),
  name: z.string(),
  course_id: z.string(),
  is_practice: z.boolean(),
  is_proctored: z.boolean(),
  is_active: z.boolean(),
});
const attemptSchema = z.object({
  status: z.literal('created'),
  user_id: z.string().check(z.minLength(1)),
  full_name: z.string(),
  email: z.string(),
  time_limit_mins: z.number(),
  is_sample_attempt: z.boolean(),
});
const noticeSchema = z.object({ status: z.enum(['started', 'submitted', 'error']) });

export interface RestOptions {
  state: VendorState;
  planOf(examId: string): EffectivePlan;
  onRegistered(attempt: RegisteredAttempt): void;
  onSubmitted(attempt: RegisteredAttempt): void;
  tokenSeconds?: number | undefined;
}

/** A request, and the objects that its path names. */
interface RestRequest {
  received: Received;
  backend: string;
  /** The first id in the path. */
  firstId: string;
  exam: RegisteredExam | undefined;
  attempt: RegisteredAttempt | undefined;
}

type Route = [name: CallName, method: string, path: RegExp, answer: (request: RestRequest) => Reply];

/** A simulated vendor of the open REST protocol, below `/rest/{backend}`. */
export function createRest(options: RestOptions) {
  const { state } = options;
  const tokens = createRestTokens(options.tokenSeconds ?? TOKEN_SECONDS);
  const storeExam = ({ received, backend, exam }: RestRequest): Reply => {
    const input = z.safeParse(examSchema, readObject(received.body));
    if (!input.success) return rejection(400, describeIssue(input.error));
    const externalId = exam?.externalId ?? newExternalId();
    state.exams.set(externalId, { backend, externalId, examId: String(input.data.id), fields: input.data });
    return { status: 200, body: { id: externalId } };
  };
  const register = ({ received, backend, exam }: RestRequest): Reply => {
    if (!exam) return rejection(404, 'No such exam.');
    const input = z.safeParse(attemptSchema, readObject(received.body));
    if (!input.success) return rejection(400, describeIssue(input.error));
    state.learners.add(`${backend} ${input.data.user_id}`);
    const code = received.headers['idempotency-key']?.toString() ?? null;
    const existing = state.findByCode(backend, code);
    const { onboarding } = options.planOf(exam.examId);
    const attempt = existing ?? toAttempt(exam, code, input.data.full_name);
    if (!existing) {
      state.attempts.set(attempt.externalId, attempt);
      options.onRegistered(attempt);
    }
    const software = { ...DOWNLOAD, download_url: `${DOWNLOAD.download_url}?attempt=${attempt.externalId}` };
    return { status: 200, body: { id: attempt.externalId, ...(onboarding && { status: onboarding }), ...software } };
  };
  const updateStatus = ({ received, attempt }: RestRequest): Reply => {
    if (!attempt) return rejection(404, 'No such attempt.');
    const input = z.safeParse(noticeSchema, readObject(received.body));
    if (!input.success) return rejection(400, describeIssue(input.error));
    attempt.status = input.data.status;
    if (attempt.status === 'submitted') options.onSubmitted(attempt);
    return { status: 200, body: { status: attempt.status } };
  };
  const remove = ({ attempt }: RestRequest): Reply => {
    if (!attempt) return rejection(404, 'No such attempt.');
    state.attempts.delete(attempt.externalId);
    return { status: 200, body: { status: 'deleted' } };
  };
  const read = ({ attempt }: RestRequest): Reply =>
    attempt ? { status: 200, body: { status: attempt.status, ...DOWNLOAD } } : rejection(404, 'No such attempt.');
  const eraseLearner = ({ backend, firstId }: RestRequest): Reply => ({
    status: 200,
    body: state.learners.delete(`${backend} ${firstId}`),
  });
  const EXAM = '/exam/([^/]+)/';
  const ATTEMPT = `${EXAM}attempt/([^/]+)/`;
  const routes: Route[] = [
    ['config', 'GET', /^\/config\/$/, () => ({ status: 200, body: CONFIG })],
    ['exam', 'POST', /^\/exam\/$/, storeExam],
    ['exam', 'POST', exactly(EXAM), request => (request.exam ? storeExam(request) : rejection(404, 'No such exam.'))],
    ['registration', 'POST', exactly(`${EXAM}attempt/`), register],
    ['reading', 'GET', exactly(ATTEMPT), read],
    ['notice', 'PATCH', exactly(ATTEMPT), updateStatus],
    ['removal', 'DELETE', exactly(ATTEMPT), remove],
    ['learner', 'DELETE', exactly('/user/([^/]+)/'), eraseLearner],
  ];
  return {
    /** @returns undefined for calls of other protocols */
    parseCall(received: Received): VendorCall | undefined {
      const [, backend = '', path = ''] = /^\/rest\/(\w+)(\/.*)$/.exec(received.url.pathname) ?? [];
      if (path === '/oauth2/access_token' && received.method === 'POST') {
        return { backend, name: 'token', examId: undefined, answer: () => tokens.issue(received.body) };
      }
      const apiPath = path.startsWith('/api/v1/') ? path.slice('/api/v1'.length) : '';
      const route = routes.find(([, method, pattern]) => method === received.method && pattern.test(apiPath));
      if (!route) return undefined;
      const [name, , pattern, answer] = route;
      const [, firstId = '', attemptId = ''] = (pattern.exec(apiPath) ?? []).map(decodeURIComponent);
      const request = {
        received,
        backend,
        firstId,
        ...objectsAt(state, { backend, examId: firstId, attemptId }),
      };
      const idInBody = name === 'exam' ? readObject(received.body)?.id : undefined;
      const examId = request.exam?.examId ?? (idInBody === undefined ? undefined : String(idInBody));
      const isAuthorised = () => tokens.isValid(received.headers.authorization);
      return {
        backend,
        name,
        examId,
        answer: () => (isAuthorised() ? answer(request) : rejection(401, 'The token is invalid, expired or revoked.')),
      };
    },
    /** Number of token requests. */
    tokenRequests: () => tokens.requests(),
    /** Revokes all issued tokens. */
    revokeTokens: () => tokens.revoke(),
  };
}

/** Each vendor knows its own exams only, and an attempt below its exam only. */
function objectsAt(state: VendorState, ids: { backend: string; examId: string; attemptId: string }) {
  const exam = state.exams.get(ids.examId);
  if (exam?.backend !== ids.backend) return { exam: undefined, attempt: undefined };
  const attempt = state.attempts.get(ids.attemptId);
  return { exam, attempt: attempt?.examExternalId === exam.externalId ? attempt : undefined };
}

function toAttempt(exam: RegisteredExam, code: string | null, fullName: string): RegisteredAttempt {
  const [firstName = '', ...lastName] = fullName.split(' ');
  return {
    protocol: 'rest',
    backend: exam.backend,
    examId: exam.examId,
    examExternalId: exam.externalId,
    attemptCode: code,
    externalId: newExternalId(),
    examUrl: null,
    status: 'created',
    courseId: String(exam.fields.course_id),
    examName: String(exam.fields.name),
    firstName,
    lastName: lastName.join(' '),
  };
}

const DOWNLOAD = { instructions: ['Start the simulated browser.'], download_url: 'https://vendor.example/download' };
const CONFIG = { name: 'Simulated vendor', rules: { allow_notes: 'Notes are allowed' }, ...DOWNLOAD };

const exactly = (path: string) => new RegExp(`^${path}$`);
