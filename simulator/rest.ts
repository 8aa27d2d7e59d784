import * as z from 'zod/mini';
import { describeIssue } from './describeIssue.ts';
import type { CallName, EffectivePlan } from './plan.ts';
import { createRestTokens } from './restTokens.ts';
import { type KnownExam, newExternalId, type VendorState, type WatchedAttempt } from './state.ts';
import { type Received, type Reply, readObject, refusal, type VendorCall } from './vendorCall.ts';

/** A token is taken so long, unless the options say otherwise. */
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
  onRegistered(attempt: WatchedAttempt): void;
  onSubmitted(attempt: WatchedAttempt): void;
  tokenSeconds?: number | undefined;
}

/** Where in the protocol a request belongs. */
interface Place {
  received: Received;
  backend: string;
  /** The first name in the path. */
  named: string;
  exam: KnownExam | undefined;
  attempt: WatchedAttempt | undefined;
}

type Route = [name: CallName, method: string, path: RegExp, answer: (place: Place) => Reply];

/** A simulated vendor of the open REST protocol, below `/rest/{backend}`. */
export function createRest(options: RestOptions) {
  const { state } = options;
  const tokens = createRestTokens(options.tokenSeconds ?? TOKEN_SECONDS);
  const knowExam = ({ received, backend, exam }: Place): Reply => {
    const input = z.safeParse(examSchema, readObject(received.body));
    if (!input.success) return refusal(400, describeIssue(input.error));
    const externalId = exam?.externalId ?? newExternalId();
    state.exams.set(externalId, { backend, externalId, examId: String(input.data.id), fields: input.data });
    return { status: 200, body: { id: externalId } };
  };
  const register = ({ received, backend, exam }: Place): Reply => {
    if (!exam) return refusal(404, 'No such exam.');
    const input = z.safeParse(attemptSchema, readObject(received.body));
    if (!input.success) return refusal(400, describeIssue(input.error));
    state.learners.add(`${backend} ${input.data.user_id}`);
    const code = received.headers['idempotency-key']?.toString() ?? null;
    const known = state.findByCode(backend, code);
    const { onboarding } = options.planOf(exam.examId);
    const attempt = known ?? toAttempt(exam, code, input.data.full_name);
    if (!known) {
      state.attempts.set(attempt.externalId, attempt);
      options.onRegistered(attempt);
    }
    return { status: 200, body: { id: attempt.externalId, ...(onboarding && { status: onboarding }) } };
  };
  const change = ({ received, attempt }: Place): Reply => {
    if (!attempt) return refusal(404, 'No such attempt.');
    const input = z.safeParse(noticeSchema, readObject(received.body));
    if (!input.success) return refusal(400, describeIssue(input.error));
    attempt.status = input.data.status;
    if (attempt.status === 'submitted') options.onSubmitted(attempt);
    return { status: 200, body: { status: attempt.status } };
  };
  const remove = ({ attempt }: Place): Reply => {
    if (!attempt) return refusal(404, 'No such attempt.');
    state.attempts.delete(attempt.externalId);
    return { status: 200, body: { status: 'deleted' } };
  };
  const read = ({ attempt }: Place): Reply =>
    attempt ? { status: 200, body: { status: attempt.status, ...HOW_TO } } : refusal(404, 'No such attempt.');
  const forget = ({ backend, named }: Place): Reply => ({
    status: 200,
    body: state.learners.delete(`${backend} ${named}`),
  });
  const EXAM = '/exam/([^/]+)/';
  const ATTEMPT = `${EXAM}attempt/([^/]+)/`;
  const routes: Route[] = [
    ['config', 'GET', /^\/config\/$/, () => ({ status: 200, body: CONFIG })],
    ['exam', 'POST', /^\/exam\/$/, knowExam],
    ['exam', 'POST', whole(EXAM), place => (place.exam ? knowExam(place) : refusal(404, 'No such exam.'))],
    ['registration', 'POST', whole(`${EXAM}attempt/`), register],
    ['reading', 'GET', whole(ATTEMPT), read],
    ['notice', 'PATCH', whole(ATTEMPT), change],
    ['removal', 'DELETE', whole(ATTEMPT), remove],
    ['learner', 'DELETE', whole('/user/([^/]+)/'), forget],
  ];
  return {
    /** @returns undefined for calls of other protocols */
    understand(received: Received): VendorCall | undefined {
      const [, backend = '', path = ''] = /^\/rest\/(\w+)(\/.*)$/.exec(received.url.pathname) ?? [];
      if (path === '/oauth2/access_token' && received.method === 'POST') {
        return { backend, name: 'token', examId: undefined, answer: () => tokens.give(received.body) };
      }
      const inApi = path.startsWith('/api/v1/') ? path.slice('/api/v1'.length) : '';
      const route = routes.find(([, method, pattern]) => method === received.method && pattern.test(inApi));
      if (!route) return undefined;
      const [name, , pattern, answer] = route;
      const [, named = '', attempt = ''] = (pattern.exec(inApi) ?? []).map(decodeURIComponent);
      const place = { received, backend, named, exam: state.exams.get(named), attempt: state.attempts.get(attempt) };
      const idInBody = name === 'exam' ? readObject(received.body)?.id : undefined;
      const examId = place.exam?.examId ?? (idInBody === undefined ? undefined : String(idInBody));
      const mayAsk = () => tokens.isGood(received.headers.authorization);
      return {
        backend,
        name,
        examId,
        answer: () => (mayAsk() ? answer(place) : refusal(401, 'The token is not good, or not any more.')),
      };
    },
    /** How often a token was asked for. */
    tokenRequests: () => tokens.requests(),
    /** No token given out so far is taken any more. */
    revokeTokens: () => tokens.revoke(),
  };
}

function toAttempt(exam: KnownExam, code: string | null, fullName: string): WatchedAttempt {
  const [firstName = '', ...lastName] = fullName.split(' ');
  return {
    protocol: 'rest',
    backend: exam.backend,
    examId: exam.examId,
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

const HOW_TO = { instructions: ['Start the simulated browser.'], download_url: 'https://vendor.example/download' };
const CONFIG = { name: 'Simulated vendor', rules: { allow_notes: 'Notes are allowed' }, ...HOW_TO };

const whole = (path: string) => new RegExp(`^${path}$`);
