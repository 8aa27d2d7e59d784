import type { Actor, Caller } from '../actors.ts';
import { Refusal } from '../errors.ts';
import type { Exam, ExamStore } from '../exams/exam.ts';
import { readExam } from '../exams/readExam.ts';
import type { Clock, Instant } from '../time.ts';
import { type Attempt, changed } from './attempt.ts';
import type { AttemptStore } from './attemptStore.ts';
import { capacitiesOn, requireAttempt } from './readAttempt.ts';
import { type Action, type Capacity, TRANSITIONS } from './transitions.ts';
import { writeUntilStored } from './writeUntilStored.ts';

/**
 * Carries out an action of the transition table.
 * @returns the attempt as it is now; unchanged where the table says so
 * @throws Refusal `attempt_does_not_exist`, `forbidden`, `attempt_already_started`, `illegal_status_transition`
 */
export async function actOnAttempt(
  given: { attempts: AttemptStore; exams: ExamStore; clock: Clock },
  caller: Caller,
  attemptId: number,
  action: Action,
): Promise<Attempt> {
  let exam: Exam | undefined;
  return writeUntilStored(given.attempts, await requireAttempt(given.attempts, attemptId), async attempt => {
    const capacities = capacitiesOn(attempt, caller);
    if (action === 'start') exam ??= await readExam(given.exams, attempt.examId);
    return decideAction(attempt, action, { caller, capacities, exam, now: given.clock() });
  });
}

/**
 * The attempt after the action, or the very same attempt where nothing changes. Pure.
 * @throws Refusal
 */
export function decideAction(
  attempt: Attempt,
  action: Action,
  given: { caller: Caller; capacities: readonly Capacity[]; exam: Exam | undefined; now: Instant },
): Attempt {
  const allowed = TRANSITIONS.filter(row => row.action === action && given.capacities.includes(row.who));
  if (allowed.length === 0) throw new Refusal('forbidden', `Only the learner may ${action} an attempt.`);
  const transition = allowed.find(row => row.from.includes(attempt.status));
  if (!transition) throw illegal(attempt, action);
  if (transition.to === attempt.status) return attempt;
  const effect = transition.effect?.(attempt, given) ?? {};
  const by: Actor = { role: transition.who, userId: given.caller.userId };
  return changed(attempt, { ...effect, status: transition.to }, { now: given.now, by });
}

function illegal(attempt: Attempt, action: Action): Refusal {
  if (action === 'start' && attempt.status === 'started') {
    return new Refusal('attempt_already_started', `Attempt ${attempt.attemptId} is already started.`);
  }
  return new Refusal(
    'illegal_status_transition',
    `Attempt ${attempt.attemptId} cannot ${action}: its status is ${attempt.status}.`,
  );
}
