import * as z from 'zod/mini';
import { ONBOARDING_STATUSES } from '../src/domain/attempts/status.ts';

/** Calls of the service to the simulated vendors. */
const CALLS = ['token', 'config', 'exam', 'registration', 'reading', 'notice', 'removal', 'learner'] as const;
export type CallName = (typeof CALLS)[number];

const count = z.number().check(z.int(), z.gte(1), z.lte(100));
const milliseconds = z.number().check(z.int(), z.gte(0), z.lte(600_000));
const text = z.string().check(z.minLength(1), z.maxLength(100));

const failure = z.strictObject({
  /** The calls that fail; by default all. */
  on: z.optional(z.enum(CALLS)),
  /**
   * `answer`: a regular answer, after the delay. The vendor ignores a call with `reset` (the connection breaks) or `status` (another
   * status), and carries out one with `hang` (no answer), `not_json`, `wrong_shape` or `huge` (malformed answers).
   */
  how: z._default(z.enum(['answer', 'reset', 'hang', 'status', 'not_json', 'wrong_shape', 'huge']), 'answer'),
  status: z._default(z.number().check(z.int(), z.gte(200), z.lte(599)), 503),
  after_ms: z._default(milliseconds, 0),
  /** Number of calls that fail; by default all. */
  times: z.optional(count),
});
export type PlannedFailure = z.output<typeof failure>;

const deliveryShape = {
  /**
   * Verdicts in the order of their times, each delivered as a separate review; null for none. `clean`, `suspicious`,
   * `violation` and `not_reviewed` become the terms of the protocol; other texts are sent unchanged.
   */
  verdict: z.optional(z.nullable(z.union([text, z.array(text).check(z.maxLength(10))]))),
  delay_ms: z.optional(milliseconds),
  /** Number of concurrent deliveries of the same bytes. */
  copies: z.optional(count),
  /** Letter case of the attempt code and of the vendor's id. */
  case: z.optional(z.enum(['as_is', 'upper', 'lower'])),
  /** Delivers the latest verdict first. */
  out_of_order: z.optional(z.boolean()),
  scheme: z.optional(z.enum(['standard_webhooks', 'examity', 'meazure', 'jwt', 'none'])),
  /** `secret`: signed with another secret. `body`: changed after signing. `stale`: signed ten minutes ago. */
  forge: z.optional(z.enum(['none', 'code', 'locator', 'secret', 'body', 'stale', 'unsigned', 'truncated'])),
};

/** The delivery of a review. */
export const deliverySchema = z.strictObject(deliveryShape);
export type DeliveryPlan = z.output<typeof deliverySchema>;

/** The behaviour of the vendor for an exam; omitted members are those of the plan for all exams. */
export const planSchema = z.strictObject({
  ...deliveryShape,
  /** The service's id of the exam; by default all exams. */
  exam_id: z.optional(z.union([z.pipe(z.number(), z.transform(String)), text])),
  /** The event that starts the delay of the verdict. */
  review_after: z.optional(z.enum(['registered', 'submitted'])),
  /** Delay from the registration until PSI's browser launches the exam, or the REST vendor sends `ready`. */
  ready_after_ms: z.optional(z.nullable(milliseconds)),
  /** The onboarding status in a REST vendor's answer to a registration. */
  onboarding: z.optional(z.nullable(z.enum(ONBOARDING_STATUSES))),
  failures: z.optional(z.array(failure).check(z.maxLength(20))),
});
export type Plan = z.output<typeof planSchema>;

export type EffectivePlan = { [Name in Exclude<keyof Plan, 'exam_id'>]-?: Exclude<Plan[Name], undefined> };

const DEFAULTS: EffectivePlan = {
  verdict: 'clean',
  delay_ms: 3000,
  copies: 1,
  case: 'as_is',
  out_of_order: false,
  scheme: 'none',
  forge: 'none',
  review_after: 'registered',
  ready_after_ms: null,
  onboarding: null,
  failures: [],
};

export interface Plans {
  /** Replaces the plan for the same exam, or for all. */
  set(plan: Plan): void;
  of(examId: string | undefined): EffectivePlan;
  /** Consumes the planned failure of the next call of this name, if any. */
  takeFailure(call: CallName, examId: string | undefined): PlannedFailure | undefined;
  clear(): void;
}

/** @param initial the plan for all exams until another one is set, and after `clear` */
export function createPlans(initial: Plan = {}): Plans {
  let defaultPlan = initial;
  const byExam = new Map<string, Plan>();
  let uses = new WeakMap<PlannedFailure, number>();
  const of = (examId: string | undefined) => {
    const ofExam = examId === undefined ? undefined : byExam.get(examId);
    return { ...DEFAULTS, ...defaultPlan, ...ofExam } as EffectivePlan;
  };
  return {
    set({ exam_id: examId, ...plan }) {
      if (examId === undefined) defaultPlan = { ...initial, ...plan };
      else byExam.set(examId, plan);
    },
    of,
    takeFailure(call, examId) {
      const isDue = (failure: PlannedFailure) => (uses.get(failure) ?? 0) < (failure.times ?? Number.POSITIVE_INFINITY);
      const planned = of(examId).failures.find(
        failure => (failure.on === undefined || failure.on === call) && isDue(failure),
      );
      if (planned) uses.set(planned, (uses.get(planned) ?? 0) + 1);
      return planned;
    },
    clear() {
      defaultPlan = initial;
      byExam.clear();
      uses = new WeakMap();
    },
  };
}
