import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { NewAttempt } from '../../domain/attempts/newAttempt.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import { anonymiseAttempt } from '../../domain/privacy/personalData.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { AttemptStore, Claim, CreateOutcome, Replacement } from '../ports/attemptStore.ts';

/** A new attempt, with the change or removal of the one that it replaces. */
export interface CreationPlan {
  attempt: NewAttempt;
  replaces?: Replacement;
  /** The terms that the clock was started with, if it was. */
  terms?: ExamTerms;
}

/** Results of earlier tries, on which the next one is planned. */
export interface Findings {
  /** The learner's current attempt at the exam; null where the slot is free, undefined until a conflict shows it. */
  current: Attempt | null | undefined;
  /** The learner's time at the exam has changed since it was read. */
  areTermsOutdated: boolean;
}

interface Conflicts extends Findings {
  staleOwners: ReadonlySet<number>;
  previousOwner: number | undefined;
  isErased: boolean;
  /** The new id must exceed it, so that ids grow with time even if clocks differ. */
  minId: number;
}

const NO_CONFLICTS: Conflicts = {
  current: undefined,
  areTermsOutdated: false,
  staleOwners: new Set(),
  previousOwner: undefined,
  isErased: false,
  minId: 0,
};

const RETRIES = { maxTries: 100, busy: 'Too many attempts are being created at once. Try again.' };

/**
 * Stores a new attempt as the learner's current one at the exam. After a conflict it is planned again on the findings.
 * @param options `acrossCourses`: a code or external id of a removed attempt may be reused in another course, which hides
 *   the removed one from lookups; for global staff only
 * @throws DomainError `attempt_code_in_use`, `external_id_in_use`, `busy`, and the errors of `plan`
 */
export function storeNewAttempt(
  ports: { attempts: AttemptStore; random: RandomInteger },
  plan: (findings: Findings) => CreationPlan | Promise<CreationPlan>,
  options: { acrossCourses: boolean } = { acrossCourses: false },
): Promise<Attempt> {
  let findings = NO_CONFLICTS;
  return retryOnConflict(async () => {
    const { attempt: planned, replaces, terms } = await plan(findings);
    const attemptId = drawId(planned.createdAt, ports.random, findings.minId);
    const withId = { ...planned, ...previousAttemptOf(replaces), attemptId };
    const attempt = findings.isErased ? anonymiseAttempt(withId) : withId;
    const { staleOwners, previousOwner } = findings;
    const createOptions = { replaces, terms, staleOwners: [...staleOwners], previousOwner };
    const outcome = await ports.attempts.create(attempt, createOptions);
    if (outcome.stored) return attempt;
    findings = await resolveConflicts(ports.attempts, attempt, outcome.conflicts, findings, options);
    return CONFLICT;
  }, RETRIES);
}

type CreateConflicts = Extract<CreateOutcome, { stored: false }>['conflicts'];

async function resolveConflicts(
  attempts: AttemptStore,
  attempt: Attempt,
  conflicts: CreateConflicts,
  findings: Conflicts,
  options: { acrossCourses: boolean },
): Promise<Conflicts> {
  if (conflicts === 'erased') return { ...findings, isErased: true };
  if (conflicts === 'attempt_id') return { ...findings, minId: attempt.attemptId };
  if (conflicts === 'terms') return { ...findings, areTermsOutdated: true };
  const minId = Math.max(findings.minId, ...conflicts.map(claim => claim.attemptId));
  let resolved: Conflicts = { ...findings, minId };
  for (const claim of conflicts) resolved = await resolveConflict(attempts, attempt, claim, resolved, options);
  return resolved;
}

/** @throws DomainError where a live attempt owns the code or the external id, or one of another course owned it last */
async function resolveConflict(
  attempts: AttemptStore,
  attempt: Attempt,
  claim: Claim,
  findings: Conflicts,
  { acrossCourses }: { acrossCourses: boolean },
): Promise<Conflicts> {
  const owner = findings.staleOwners.has(claim.attemptId) ? undefined : await attempts.read(claim.attemptId);
  const isHeld = owner !== undefined && ownerStillHolds(owner, claim, attempt);
  const staleOwners = isHeld ? findings.staleOwners : new Set([...findings.staleOwners, claim.attemptId]);
  if (claim.kind === 'current_attempt') return { ...findings, staleOwners, current: isHeld ? owner : null };
  const isSameCourse = (owner ?? claim).courseId === attempt.courseId;
  if (isHeld || !(acrossCourses || isSameCourse)) throw inUse(claim.kind, attempt);
  const previousOwner = claim.kind === 'attempt_code' ? claim.learnerId : findings.previousOwner;
  return { ...findings, staleOwners, previousOwner };
}

/** The superseded attempt, or, if that is removed, the previous attempt of it. */
function previousAttemptOf(replaces: Replacement | undefined): Partial<Attempt> {
  if (!replaces) return {};
  const { before, after } = replaces;
  if ('attemptId' in after) return { hasPreviousAttempt: true, previousAttemptId: before.attemptId };
  return { hasPreviousAttempt: before.hasPreviousAttempt, previousAttemptId: before.previousAttemptId };
}

/** Declining releases an attempt's external id, while the claim still names the attempt. */
function ownerStillHolds(owner: Attempt, { kind }: Claim, attempt: Attempt): boolean {
  return kind !== 'external_id' || owner.externalId?.toLowerCase() === attempt.externalId?.toLowerCase();
}

function inUse(kind: 'attempt_code' | 'external_id', attempt: Attempt): DomainError {
  if (kind === 'external_id')
    return new DomainError('external_id_in_use', 'The external id belongs to another attempt.');
  return new DomainError('attempt_code_in_use', `The attempt code ${attempt.attemptCode} belongs to another attempt.`);
}
