import type { Attempt } from './wire.ts';

/** The actions that a closing page sends: it cannot wait for one answer before the next request. */

export interface WaitingAction {
  id: number;
  /** The attempts that it changes, by `subjectOf`: simultaneous changes of one conflict. */
  subjects: readonly string[];
  isDecision: boolean;
  /** More requests than a browser completes for a page that is closed. */
  isLong: boolean;
}

/** Rows of all requests together, within the 64 KB that browsers permit. */
const MAX_SUBJECTS = 1000;

/** Names the current attempt of a learner at an exam, and their allowances there: time given moves the end of the attempt. */
export function subjectOf(userId: number, examId: number | undefined): string {
  return `${userId} ${examId}`;
}

export const subjectOfAttempt = ({ user, proctored_exam }: Attempt) => subjectOf(user.id, proctored_exam?.id);

/**
 * Divides waiting actions into those that are sent at once and the others. Of several on one attempt the latest decision is
 * sent, as it is the one that is to hold.
 * @param isBusy whether an action on a subject is being sent
 */
export function divideActions<Action extends WaitingAction>(
  actions: readonly Action[],
  isBusy: (subject: string) => boolean,
): { sent: Action[]; others: Action[] } {
  const changed = new Set<string>();
  const sent = byPrecedence(actions).filter(({ subjects, isLong }) => {
    const isPossible = !isLong && subjects.every(subject => !changed.has(subject) && !isBusy(subject));
    if (!isPossible || changed.size + subjects.length > MAX_SUBJECTS) return false;
    for (const subject of subjects) changed.add(subject);
    return true;
  });
  return { sent, others: actions.filter(action => !sent.includes(action)) };
}

function byPrecedence<Action extends WaitingAction>(actions: readonly Action[]): Action[] {
  const order = ({ id, isDecision }: Action) => (isDecision ? -id : id);
  return actions.toSorted((a, b) => Number(b.isDecision) - Number(a.isDecision) || order(a) - order(b));
}
