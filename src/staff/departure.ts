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

const ANY_LEARNER = '*';

/** Rows of all requests together, within the 64 KB that browsers permit. */
const MAX_SUBJECTS = 1000;

/** Names the current attempt of a learner at an exam, and their allowances there: time given moves the end of the attempt. */
export function subjectOf(userId: number, examId: number | undefined): string {
  return `${userId} ${examId}`;
}

/** Names the allowances of any learner at an exam: a list names learners in its own ways. */
export const subjectOfList = (examId: number) => `${ANY_LEARNER} ${examId}`;

export const subjectOfAttempt = ({ user, proctored_exam }: Attempt) => subjectOf(user.id, proctored_exam?.id);

/** The values of subjects that an action on this one conflicts with. */
export function concerning<Value>(subject: string, values: ReadonlyMap<string, Value>): Value[] {
  const [learner, exam] = subject.split(' ');
  if (learner === ANY_LEARNER)
    return [...values].flatMap(([key, value]) => (key.split(' ')[1] === exam ? [value] : []));
  return [subject, `${ANY_LEARNER} ${exam}`].flatMap(key => values.get(key) ?? []);
}

/**
 * Divides waiting actions into those that are sent at once and the others. Of several on one attempt the latest decision is
 * sent, as it is the one that is to hold.
 * @param busy the actions that are being sent, by subject
 */
export function divideActions<Action extends WaitingAction>(
  actions: readonly Action[],
  busy: ReadonlyMap<string, unknown>,
): { sent: Action[]; others: Action[] } {
  const taken = new Map(busy);
  let rows = 0;
  const sent = byPrecedence(actions).filter(({ subjects, isLong }) => {
    const isPossible = !isLong && subjects.every(subject => concerning(subject, taken).length === 0);
    if (!isPossible || rows + subjects.length > MAX_SUBJECTS) return false;
    rows += subjects.length;
    for (const subject of subjects) taken.set(subject, true);
    return true;
  });
  return { sent, others: actions.filter(action => !sent.includes(action)) };
}

function byPrecedence<Action extends WaitingAction>(actions: readonly Action[]): Action[] {
  const order = ({ id, isDecision }: Action) => (isDecision ? -id : id);
  return actions.toSorted((a, b) => Number(b.isDecision) - Number(a.isDecision) || order(a) - order(b));
}
