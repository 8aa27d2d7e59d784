import * as z from 'zod/mini';
import { ONBOARDING_STATUSES } from '../src/domain/vendors/vendor.ts';

/** Calls of the service to the simulated vendors. */
const CALLS = ['token', 'config', 'exam', 'registration', 'reading', 'notice', 'removal', 'learner'] as const;
export type CallName = (typeof CALLS)[number];

const times = z.number().check(z.int(), z.gte(1), z.lte(100));
const milliseconds = z.number().check(z.int(), z.gte(0), z.lte(600_000));
const text = z.string().check(z.minLength(1), z.maxLength(100));

const failure = z.strictObject({
  /** Which calls fail; all by default. */
  on: z.optional(z.enum(CALLS)),
  /**
   * `answer`: as it should be, but late. `reset`: the connection breaks. `hang`: it is done, and never answered. `status`: not
   * done, another status. `not_json`, `wrong_shape`, `huge`: it is done, and the answer is nonsense.
   */
  how: z._default(z.enum(['answer', 'reset', 'hang', 'status', 'not_json', 'wrong_shape', 'huge']), 'answer'),
  status: z._default(z.number().check(z.int(), z.gte(200), z.lte(599)), 503),
  after_ms: z._default(milliseconds, 0),
  /** How many calls fail; every call by default. */
  times: z.optional(times),
});
export type PlannedFailure = z.output<typeof failure>;

const deliveryShape = {
  /**
   * Verdicts, each a review of its own, in the order in which the reviewers reached them; null for none. `clean`, `suspicious`,
   * `violation` and `not_reviewed` are put into the words of the protocol, everything else is sent as it is.
   */
  verdict: z.optional(z.nullable(z.union([text, z.array(text).check(z.maxLength(10))]))),
  delay_ms: z.optional(milliseconds),
  /** The same bytes so many times, all at once. */
  copies: z.optional(times),
  /** How the attempt's code and the locator, or the REST vendor's id, are written. */
  case: z.optional(z.enum(['as_is', 'upper', 'lower'])),
  /** The latest verdict is delivered first. */
  out_of_order: z.optional(z.boolean()),
  scheme: z.optional(z.enum(['standard_webhooks', 'examity', 'meazure', 'jwt', 'none'])),
  /** `secret`: signed by somebody else. `body`: changed after it was signed. `stale`: signed ten minutes ago. */
  forge: z.optional(z.enum(['none', 'code', 'locator', 'secret', 'body', 'stale', 'unsigned', 'truncated'])),
};

/** How a review is delivered. */
export const deliverySchema = z.strictObject(deliveryShape);
export type DeliveryPlan = z.output<typeof deliverySchema>;

/** The behaviour of the vendor for an exam; omitted members are those of the plan for all exams. */
export const planSchema = z.strictObject({
  ...deliveryShape,
  /** The service's id of the exam; all exams by default. */
  exam_id: z.optional(z.union([z.pipe(z.number(), z.transform(String)), text])),
  /** When the verdict's delay begins. */
  review_after: z.optional(z.enum(['registered', 'submitted'])),
  /** PSI's browser opens the exam, or the REST vendor says that it is ready, so long after the registration. */
  ready_after_ms: z.optional(z.nullable(milliseconds)),
  /** The answer of a REST vendor to a registration. */
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
  /** The failure of the next call of this name, if it is to fail; it counts as used. */
  takeFailure(call: CallName, examId: string | undefined): PlannedFailure | undefined;
  clear(): void;
}

/** @param initial for all exams until another one is set, and again after `clear` */
export function createPlans(initial: Plan = {}): Plans {
  let forAll = initial;
  const byExam = new Map<string, Plan>();
  let used = new WeakMap<PlannedFailure, number>();
  const of = (examId: string | undefined) => {
    const ofExam = examId === undefined ? undefined : byExam.get(examId);
    return { ...DEFAULTS, ...forAll, ...ofExam } as EffectivePlan;
  };
  return {
    set({ exam_id: examId, ...plan }) {
      if (examId === undefined) forAll = { ...initial, ...plan };
      else byExam.set(examId, plan);
    },
    of,
    takeFailure(call, examId) {
      const isDue = (one: PlannedFailure) => (used.get(one) ?? 0) < (one.times ?? Number.POSITIVE_INFINITY);
      const failure = of(examId).failures.find(one => (one.on === undefined || one.on === call) && isDue(one));
      if (failure) used.set(failure, (used.get(failure) ?? 0) + 1);
      return failure;
    },
    clear() {
      forAll = initial;
      byExam.clear();
      used = new WeakMap();
    },
  };
}
