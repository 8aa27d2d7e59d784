import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { ONBOARDING_STATUSES } from '../../domain/attempts/status.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { NO_SOFTWARE, toAttemptSoftware } from '../../domain/vendors/attemptSoftware.ts';
import { type AttemptRegistration, type OnboardingStatus, vendorFailed } from '../../domain/vendors/vendor.ts';
import { toVendorConfig } from '../../domain/vendors/vendorConfig.ts';
import type { Vendor } from '../../usecases/ports/vendors.ts';
import { expectAnswer, requireAccepted } from '../answers.ts';
import { type Send, type VendorAnswer, type VendorLimits, type VendorRequest, vendorOperation } from '../vendorHttp.ts';
import { vendorModule } from '../vendorModule.ts';
import { createAccessTokens } from './accessToken.ts';
import { pseudonymise } from './pseudonymise.ts';
import { apiAddress, type RestSettings, restSettings } from './settings.ts';

const text = () => z.string().check(z.minLength(1));

/** Integers above 2^53 arrive as strings of digits; one with an exponent has lost digits, and is rejected. */
const id = () =>
  z.union([
    text(),
    z.pipe(
      z.number().check(z.refine((value: number) => Math.abs(value) <= Number.MAX_SAFE_INTEGER)),
      z.transform(String),
    ),
  ]);
const examAnswer = lazy(() => z.object({ id: id() }));
const attemptAnswer = lazy(() => z.looseObject({ id: id(), status: z.nullish(z.string()) }));
const descriptiveAnswer = lazy(() => z.record(z.string(), z.unknown()));

/** For descriptive data: tried once, and soon abandoned. */
const DESCRIPTIVE_LIMITS: VendorLimits = { requestMilliseconds: 3000, operationMilliseconds: 5000, tries: 1 };

/** The open REST protocol (Proctortrack and others). */
export const restOutbound = vendorModule({
  connection: { settings: restSettings, connect: (options, { name }) => connect(name, options) },
});

function connect(name: string, options: RestSettings): Vendor {
  const call = createCall(name, options);
  const segment = (externalId: string | null) => toSegment(name, externalId ?? '');
  const examPath = (exam: Exam) => `exam/${segment(exam.externalId)}/`;
  const attemptPath = (exam: Exam, externalId: string) => `${examPath(exam)}attempt/${segment(externalId)}/`;
  const learnerId = (userId: number) => pseudonymise(options.learner_id_key, name, userId);
  /** By the protocol the software is part of the attempt, which vendors may name at its registration already. */
  const readSoftware = async (path: string) => {
    try {
      const answer = await call('GET', path, undefined, { limits: DESCRIPTIVE_LIMITS });
      return toAttemptSoftware(expectAnswer(name, answer, descriptiveAnswer()));
    } catch {
      // The attempt is registered: the general address stands in.
      return NO_SOFTWARE;
    }
  };
  return {
    name,

    async registerExam(exam, reviewPolicy) {
      const path = exam.externalId === null ? 'exam/' : examPath(exam);
      return expectAnswer(name, await call('POST', path, toExamBody(exam, reviewPolicy)), examAnswer()).id;
    },

    async registerAttempt(registration) {
      const body = {
        ...toAttemptBody(registration),
        user_id: learnerId(registration.learner.id),
        lms_host: options.lms_host,
      };
      const idempotencyKey = registration.attemptCode;
      const answer = await call('POST', `${examPath(registration.exam)}attempt/`, body, { idempotencyKey });
      const { id: externalId, status, ...members } = expectAnswer(name, answer, attemptAnswer());
      if (isOnboarding(status)) return { externalId, onboarding: status };
      const registered = toAttemptSoftware(members);
      const isNamed = registered.downloadUrl !== null || registered.vendorInstructions !== null;
      const software = isNamed ? registered : await readSoftware(attemptPath(registration.exam, externalId));
      return { externalId, onboarding: null, software };
    },

    async notify(exam, externalId, notice) {
      const path = attemptPath(exam, externalId);
      const answer = notice === 'removed' ? await call('DELETE', path) : await call('PATCH', path, { status: notice });
      // A 404 means that the vendor has removed the attempt.
      if (notice !== 'removed' || answer.status !== 404) requireAccepted(name, answer);
    },

    async readConfig() {
      const answer = await call('GET', 'config/', undefined, { limits: DESCRIPTIVE_LIMITS });
      return toVendorConfig(expectAnswer(name, answer, descriptiveAnswer()));
    },

    async eraseLearner(userId) {
      const answer = await call('DELETE', `user/${learnerId(userId)}/`);
      return answer.status === 404 ? false : expectAnswer(name, answer, z.boolean());
    },
  };
}

/** One call of the protocol with a token, repeated once with a new token after a 401. */
function createCall(vendor: string, options: RestSettings) {
  const tokenUrl = options.base_url.replace(/\/+$/, '') + options.token_path;
  const address = apiAddress(options);
  const tokens = createAccessTokens({
    vendor,
    tokenUrl,
    clientId: options.client_id,
    clientSecret: options.client_secret,
  });
  const withToken = async (send: Send, request: VendorRequest) => {
    const authorization = `Bearer ${await tokens.get(send)}`;
    return send({ ...request, headers: { ...request.headers, authorization } });
  };
  return (
    method: VendorRequest['method'],
    path: string,
    body?: object,
    { idempotencyKey, limits }: { idempotencyKey?: string; limits?: VendorLimits } = {},
  ): Promise<VendorAnswer> => {
    const run = async (send: Send) => {
      const request: VendorRequest = {
        method,
        url: `${address}/${path}`,
        headers: {
          accept: 'application/json',
          ...(body && { 'content-type': 'application/json' }),
          // Lets a vendor that supports it recognise a repeated registration.
          ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        },
        ...(body && { body: JSON.stringify(body) }),
      };
      const answer = await withToken(send, request);
      if (answer.status !== 401) return answer;
      tokens.invalidate();
      return withToken(send, request);
    };
    return vendorOperation(vendor, run, limits);
  };
}

/**
 * An external id as a path segment. Ids of earlier releases may contain slashes, which are encoded; `..` would address
 * another path.
 * @throws DomainError `vendor_failed`
 */
function toSegment(vendor: string, externalId: string): string {
  if (/^\.{0,2}$/.test(externalId) || !externalId.isWellFormed()) throw vendorFailed(vendor, 'not_addressable');
  return encodeURIComponent(externalId);
}

function toExamBody(exam: Exam, reviewPolicy: string | null) {
  return {
    id: exam.examId,
    name: exam.examName,
    course_id: exam.courseId,
    is_practice: exam.isPracticeExam,
    is_proctored: exam.isProctored,
    is_active: exam.isActive,
    ...(reviewPolicy !== null && { rule_summary: reviewPolicy }),
  };
}

function toAttemptBody(registration: AttemptRegistration) {
  const { learner, reviewPolicy, reviewPolicyException } = registration;
  return {
    status: 'created',
    full_name: learner.fullName,
    email: learner.email,
    time_limit_mins: registration.allowedMinutes,
    is_sample_attempt: registration.isSampleAttempt,
    ...(reviewPolicy !== null && { review_policy: reviewPolicy }),
    ...(reviewPolicyException !== null && { review_policy_exception: reviewPolicyException }),
  };
}

function isOnboarding(status: string | null | undefined): status is OnboardingStatus {
  return ONBOARDING_STATUSES.some(name => name === status);
}
