import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { NewAttempt } from '../../domain/attempts/newAttempt.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import { anonymiseAttempt } from '../../domain/privacy/personalData.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { AttemptStore, Claim, CreateOutcome, Replacement } from '../ports/attemptStore.ts';

/** A new attempt, and the one that it supersedes or removes. */
export interface CreationPlan {
  attempt: NewAttempt;
  replaces?: Replacement;
  /** The terms that the clock was started with, if it was. */
  terms?: ExamTerms;
}

/** The findings of earlier tries, on which the next one is planned. */
export interface Findings {
  /** The learner's current attempt at the exam; null where the slot is free, undefined before a conflict about it. */
  current: Attempt | null | undefined;
  /** The learner's time at the exam is not as it was read first. */
  areTermsOutdated: boolean;
}

interface Conflicts extends Findings {
  staleOwners: ReadonlySet<number>;
  previousOwner: number | undefined;
  isRetired: boolean;
  /** An id that the new one must exceed: ids grow with time even where clocks disagree. */
  minId: number;
}

const NO_CONFLICTS: Conflicts = {
  current: undefined,
  areTermsOutdated: false,
  staleOwners: new Set(),
  previousOwner: undefined,
  isRetired: false,
  minId: 0,
};

const RETRIES = { maxTries: 100, busy: 'Too many attempts are being created at once. Try again.' };

/**
 * Stores a new attempt as the learner's current one at the exam, under an id of its own. After a conflict it is planned
 * again, on the findings about the conflict.
 * @param options `acrossCourses`: a code or an external id of a removed attempt may be used again in another course, which
 *   hides the removed one from lookups there; for global staff alone
 * @throws DomainError `attempt_code_in_use`, `external_id_in_use`, `busy`, and the errors of `plan`
 */
export function storeNewAttempt(
  ports: { attempts: AttemptStore; random: RandomInteger },
  plan: (findings: Findings) => CreationPlan | Promise<CreationPlan>,
  options: { acrossCourses: boolean } = { acrossCourses: false },
): Promise<Attempt> {
  let known = NO_CONFLICTS;
  return retryOnConflict(async () => {
    const { attempt: planned, replaces, terms } = await plan(known);
    const attemptId = drawId(planned.createdAt, ports.random, known.minId);
    const named = { ...planned, ...predecessorOf(replaces), attemptId };
    const attempt = known.isRetired ? anonymiseAttempt(named) : named;
    const { staleOwners, previousOwner } = known;
    const claims = { replaces, terms, staleOwners: [...staleOwners], previousOwner };
    const outcome = await ports.attempts.create(attempt, claims);
    if (outcome.stored) return attempt;
    known = await resolveConflicts(ports.attempts, attempt, outcome.conflicts, known, options);
    return CONFLICT;
  }, RETRIES);
}

type CreateConflicts = Extract<CreateOutcome, { stored: false }>['conflicts'];

async function resolveConflicts(
  attempts: AttemptStore,
  attempt: Attempt,
  conflicts: CreateConflicts,
  known: Conflicts,
  options: { acrossCourses: boolean },
): Promise<Conflicts> {
  if (conflicts === 'retired') return { ...known, isRetired: true };
  if (conflicts === 'attempt_id') return { ...known, minId: attempt.attemptId };
  if (conflicts === 'terms') return { ...known, areTermsOutdated: true };
  const minId = Math.max(known.minId, ...conflicts.map(claim => claim.attemptId));
  let resolved: Conflicts = { ...known, minId };
  for (const claim of conflicts) resolved = await resolveConflict(attempts, attempt, claim, resolved, options);
  return resolved;
}

/** @throws DomainError where a live attempt owns the code or the external id, or one of another course owned it last */
async function resolveConflict(
  attempts: AttemptStore,
  attempt: Attempt,
  claim: Claim,
  known: Conflicts,
  { acrossCourses }: { acrossCourses: boolean },
): Promise<Conflicts> {
  const owner = known.staleOwners.has(claim.attemptId) ? undefined : await attempts.read(claim.attemptId);
  const holds = owner !== undefined && ownerStillHolds(owner, claim, attempt);
  const staleOwners = holds ? known.staleOwners : new Set([...known.staleOwners, claim.attemptId]);
  if (claim.has === 'current_attempt') return { ...known, staleOwners, current: holds ? owner : null };
  const isOfCourse = (owner ?? claim).courseId === attempt.courseId;
  if (holds || !(acrossCourses || isOfCourse)) throw inUse(claim.has, attempt);
  const previousOwner = claim.has === 'attempt_code' ? claim.learnerId : known.previousOwner;
  return { ...known, staleOwners, previousOwner };
}

/** An attempt that supersedes another has it as its predecessor; one in place of a removed attempt, that one's. */
function predecessorOf(replaces: Replacement | undefined): Partial<Attempt> {
  if (!replaces) return {};
  const { before, after } = replaces;
  if ('attemptId' in after) return { hasPredecessor: true, predecessorId: before.attemptId };
  return { hasPredecessor: before.hasPredecessor, predecessorId: before.predecessorId };
}

/** A declined attempt has let go of its external id; the entry still names it. */
function ownerStillHolds(owner: Attempt, { has }: Claim, attempt: Attempt): boolean {
  return has !== 'external_id' || owner.externalId?.toLowerCase() === attempt.externalId?.toLowerCase();
}

function inUse(key: 'attempt_code' | 'external_id', attempt: Attempt): DomainError {
  if (key === 'external_id')
    return new DomainError('external_id_in_use', 'The external id belongs to another attempt.');
  return new DomainError('attempt_code_in_use', `The attempt code ${attempt.attemptCode} belongs to another attempt.`);
}
