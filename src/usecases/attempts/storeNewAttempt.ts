import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { NewAttempt } from '../../domain/attempts/newAttempt.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import { anonymiseAttempt } from '../../domain/privacy/personalData.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { AttemptStore, Claim, Replacement } from '../ports/attemptStore.ts';

/** A new attempt, and what makes way for it. */
export interface CreationPlan {
  attempt: NewAttempt;
  replaces?: Replacement;
  /** Given where the clock was started with them. */
  terms?: ExamTerms;
}

/**
 * Plans a new attempt. @param holder the learner's current attempt at the exam, once it was found to be in the way
 * @param afresh the learner's time at the exam has changed since it was read
 */
export type Planner = (holder: Attempt | undefined, afresh: boolean) => CreationPlan | Promise<CreationPlan>;

const RETRIES = { maxTries: 100, busy: 'Too many attempts are being created at once. Try again.' };

/**
 * Stores the planned attempt as the learner's current one at the exam, under an id of its own. As often as something is
 * in the way that turns out to be gone, to be allowed to make way, or to have changed, it is planned again.
 * @param options `acrossCourses`: a code or an external id of a removed attempt may be used again in another course, which
 *   takes it from those who look it up there; for global staff alone
 * @throws Refusal `attempt_code_in_use`, `external_id_in_use`, `busy`, and whatever `plan` throws about the holder
 */
export async function storeNewAttempt(
  ports: { attempts: AttemptStore; random: RandomInteger },
  plan: Planner,
  options: { acrossCourses: boolean } = { acrossCourses: false },
): Promise<Attempt> {
  const found: InTheWay = { gone: new Set(), holder: undefined, codeWasOf: undefined };
  let isRetired = false;
  let above = 0;
  let planned = await plan(undefined, false);
  return retryOnConflict(async () => {
    const wanted = withId(planned, drawId(planned.attempt.createdAt, ports.random, above));
    const attempt = isRetired ? anonymiseAttempt(wanted) : wanted;
    const { replaces, terms } = planned;
    const { gone, codeWasOf } = found;
    const outcome = await ports.attempts.create(attempt, {
      replaces,
      terms,
      staleOwners: [...gone],
      previousOwner: codeWasOf,
    });
    if (outcome.stored) return attempt;
    const { conflicts } = outcome;
    if (conflicts === 'retired') {
      isRetired = true;
      return CONFLICT;
    }
    if (conflicts === 'attempt_id') {
      above = attempt.attemptId;
      return CONFLICT;
    }
    if (conflicts === 'terms') {
      planned = await plan(found.holder, true);
      return CONFLICT;
    }
    // Ids grow with time even where clocks disagree: above whatever attempt had the code or the place before.
    above = Math.max(above, ...conflicts.map(({ attemptId }) => attemptId));
    for (const holder of conflicts) await lookAt(ports.attempts, holder, attempt, found, options);
    if (conflicts.some(({ has }) => has === 'current_attempt')) planned = await plan(found.holder, false);
    return CONFLICT;
  }, RETRIES);
}

/** What was found out about who has what the new attempt wants. */
interface InTheWay {
  gone: Set<number>;
  /** The learner's current attempt at the exam. */
  holder: Attempt | undefined;
  codeWasOf: number | undefined;
}

/** @throws Refusal where a live attempt has the code or the external id, or one of another course had it last */
async function lookAt(
  attempts: AttemptStore,
  holder: Claim,
  wanting: Attempt,
  found: InTheWay,
  { acrossCourses }: { acrossCourses: boolean },
): Promise<void> {
  const attempt = found.gone.has(holder.attemptId) ? undefined : await attempts.read(holder.attemptId);
  const holds = attempt !== undefined && stillHas(attempt, holder, wanting);
  if (holder.has === 'current_attempt') found.holder = holds ? attempt : undefined;
  else if (holds || !(acrossCourses || (attempt ?? holder).courseId === wanting.courseId)) {
    throw inUse(holder.has, wanting);
  }
  if (!holds) found.gone.add(holder.attemptId);
  if (holder.has === 'attempt_code') found.codeWasOf = holder.learnerId;
}

function withId({ attempt, replaces }: CreationPlan, attemptId: number): Attempt {
  if (!replaces) return { ...attempt, attemptId };
  const { before, after } = replaces;
  const { hasPredecessor, predecessorId } =
    'attemptId' in after ? { hasPredecessor: true, predecessorId: before.attemptId } : before;
  return { ...attempt, attemptId, hasPredecessor, predecessorId };
}

/** A declined attempt has let go of its external id; the entry still names it. */
function stillHas(holder: Attempt, { has }: Claim, wanting: Attempt): boolean {
  return has !== 'external_id' || holder.externalId?.toLowerCase() === wanting.externalId?.toLowerCase();
}

function inUse(what: 'attempt_code' | 'external_id', attempt: Attempt): DomainError {
  if (what === 'external_id')
    return new DomainError('external_id_in_use', 'The external id belongs to another attempt.');
  return new DomainError('attempt_code_in_use', `The attempt code ${attempt.attemptCode} belongs to another attempt.`);
}
