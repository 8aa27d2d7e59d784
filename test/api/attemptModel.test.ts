import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ACTIONS, type Action } from '../../src/domain/attempts/actions.ts';
import type { AttemptStatus } from '../../src/domain/attempts/status.ts';
import {
  type ApiCaller,
  act,
  history,
  newAttempt,
  newExam,
  postReview,
  readAttempt,
  reviewFor,
} from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { runs } from '../support/runs.ts';
import { modelOutcome } from '../support/transitionModel.ts';

const actorsOf = (course: string) => ({
  learner: undefined,
  staff: { id: 901, courses: [course] },
  'foreign staff': { id: 902, courses: ['course-v1:Other+1+2'] },
  'another learner': { id: 999_999 },
});
const ACTOR_NAMES = ['learner', 'staff', 'foreign staff', 'another learner'] as const;
type ActorName = (typeof ACTOR_NAMES)[number];

type Step = { actor: ActorName; action: Action } | { actor: 'vendor' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      actor: fc.constantFrom(...ACTOR_NAMES),
      action: fc.constantFrom(...ACTIONS),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ actor: 'vendor' } as const) },
);

/** Model of the status of an attempt at a real exam. */
class Model {
  status: AttemptStatus = 'created';
  changes: string[] = [];
  private isResumable = false;
  private isReviewed = false;
  private hasExternalId = true;

  /** @returns whether it is allowed */
  act(actor: ActorName, action: Action): boolean {
    const to = this.next(actor, action);
    if (to === undefined) return false;
    if (action === 'mark_ready_to_resume') this.isResumable = false;
    if (action === 'decline') this.hasExternalId = false;
    this.change(to);
    return true;
  }

  /** @returns whether the review is accepted, or is a repeated delivery */
  review(): boolean {
    // A declined attempt has no external id to match.
    if (!this.hasExternalId) return false;
    if (!this.isReviewed) this.change('verified');
    this.isReviewed = true;
    return true;
  }

  private next(actor: ActorName, action: Action): AttemptStatus | undefined {
    if (actor !== 'learner' && actor !== 'staff') return undefined;
    if (action === 'reset_attempt') return undefined;
    if (action === 'mark_ready_to_resume' && !this.isResumable) return undefined;
    return modelOutcome(actor, action, this.status) as AttemptStatus | undefined;
  }

  private change(to: AttemptStatus): void {
    if (to !== this.status) this.changes.push(`${this.status} → ${to}`);
    if (to === 'submitted' || to === 'declined') this.isResumable = false;
    if (to === 'error' && this.status !== 'error') this.isResumable = true;
    this.status = to;
  }
}

async function followSteps(steps: readonly Step[]): Promise<void> {
  const course = newCourseId();
  const actors: Record<ActorName, ApiCaller | undefined> = actorsOf(course);
  const attempt = await newAttempt({ exam_id: await newExam({ course_id: course }) });
  const model = new Model();
  for (const step of steps) {
    const before = model.status;
    const answer =
      step.actor === 'vendor'
        ? await postReview(reviewFor(attempt))
        : await act(attempt.id, step.action, actors[step.actor] ?? attempt.learner);
    const isAllowed = step.actor === 'vendor' ? model.review() : model.act(step.actor, step.action);
    expect(answer.status < 300, `${JSON.stringify(step)} from ${before}: ${answer.text}`).toBe(isAllowed);
    expect((await readAttempt(attempt.id)).status).toBe(model.status);
  }
  const written = await history(attempt.code, model.changes.length);
  expect(written.map(({ status, to_status }) => `${status} → ${to_status}`).reverse()).toEqual(model.changes);
}

it('for any sequence of actions the status follows the rules and each change is archived once', () =>
  fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), followSteps), {
    // A few over the wire; test/usecases/learnerModel runs many.
    numRuns: runs(2),
    endOnFailure: true,
  }));
