import type { Exam } from '../exams/exam.ts';
import type { Instant } from '../time.ts';
import type { Attempt } from './attempt.ts';
import { startClock } from './clock.ts';
import { type AttemptStatus, BEFORE_START, INCOMPLETE } from './status.ts';

export const ACTIONS = ['start', 'stop', 'submit'] as const;
export type Action = (typeof ACTIONS)[number];

/** In what capacity somebody acts on an attempt: its owner, or staff of its course. One person can be both. */
export type Capacity = 'learner' | 'staff';

/** What else changes. The exam is there for `start` alone: the other actions need no read of it. */
type Effect = (attempt: Attempt, given: { exam: Exam | undefined; now: Instant }) => Partial<Attempt>;

interface Transition {
  who: Capacity;
  action: Action;
  from: readonly AttemptStatus[];
  to: AttemptStatus;
  effect?: Effect;
}

const complete: Effect = (_attempt, { now }) => ({ completedAt: now, isResumable: false });

/** Who may do what, from where to where, with what else changing. What is not in the table is refused. */
export const TRANSITIONS: readonly Transition[] = [
  { who: 'learner', action: 'start', from: [...BEFORE_START, 'ready_to_submit'], to: 'started', effect: startClock },
  { who: 'learner', action: 'stop', from: INCOMPLETE, to: 'ready_to_submit' },
  { who: 'learner', action: 'submit', from: INCOMPLETE, to: 'submitted', effect: complete },
  // A repeated submit (a double click, a lost answer) is no error and no change.
  { who: 'learner', action: 'submit', from: ['submitted'], to: 'submitted' },
];
