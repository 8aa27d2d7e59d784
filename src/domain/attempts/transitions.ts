import type { Action } from './actions.ts';
import type { Attempt } from './attempt.ts';
import { type StartingTerms, startClock, timeLeftAtCompletion } from './clock.ts';
import { type AttemptStatus, BEFORE_START, COMPLETED, IN_PROGRESS, INCOMPLETE, ONBOARDING_FAILURES } from './status.ts';

export { ACTIONS, type Action } from './actions.ts';

/** Other events of an attempt. */
type AttemptEvent = 'decline_by_cascade' | 'resume' | 'remove' | 'restore' | 'ready' | 'launch' | 'review' | 'time_out';

/** Capacity in which somebody acts on an attempt. One person can be its owner and staff of its course. */
export type Capacity = 'learner' | 'staff' | 'vendor' | 'schedule';

/** Inputs of an effect; the exam and the additional time are read for the rows that ask for them. */
export interface Circumstances {
  now: StartingTerms['now'];
  terms: Omit<StartingTerms, 'now'> | null;
}

export interface Transition {
  capacity: Capacity;
  action: Action | AttemptEvent;
  /** `any` is also one that somebody made up manually. */
  from: readonly AttemptStatus[] | 'any';
  /** `unchanged` keeps the status; `by_outcome` and `by_setting` come from the configuration, `before_reset` from the attempt. */
  to: AttemptStatus | 'unchanged' | 'removed' | 'before_reset' | 'by_outcome' | 'by_setting';
  /** Condition besides the status. */
  requires?: 'practice_exam' | 'resumable' | 'ready_to_resume';
  effect?: (attempt: Attempt, circumstances: Circumstances) => Partial<Attempt>;
  /** Fields that are set to the same values on every attempt: also where the attempt is not read. */
  sets?: Partial<Attempt>;
  /** Flags that are removed. */
  clears?: readonly 'cascadePending'[];
}

const start: Transition['effect'] = (attempt, { now, terms }) => {
  if (!terms) throw new TypeError('starting needs the exam');
  return startClock(attempt, { ...terms, now });
};

const submit: Transition['effect'] = (_attempt, { now }) => ({ completedAt: now, isResumable: false });

const decline = { takingAsProctored: false, externalId: null, isResumable: false };

const breakOff: Transition['effect'] = (attempt, { now }) => ({
  isResumable: true,
  timeRemainingSeconds: timeLeftAtCompletion(attempt, now),
});

/** The current attempt again, and ready to resume where the removed attempt had resumed it. */
const restore: Transition['effect'] = ({ resumed, readyToResume }) => ({
  isCurrent: true,
  resumed: false,
  readyToResume: readyToResume || resumed,
  statusBeforeReset: null,
});

const RESETTABLE = [
  'declined',
  'timed_out',
  'second_review_required',
  'rejected',
  'error',
  ...ONBOARDING_FAILURES,
  'expired',
] as const;

/** Permitted actions by capacity, with source and target status and further changes. All others are refused. */
export const TRANSITIONS: readonly Transition[] = [
  { capacity: 'learner', action: 'start', from: [...BEFORE_START, 'ready_to_submit'], to: 'started', effect: start },
  { capacity: 'learner', action: 'stop', from: INCOMPLETE, to: 'ready_to_submit' },
  { capacity: 'learner', action: 'submit', from: INCOMPLETE, to: 'submitted', effect: submit },
  // A repeated submit (a double click, a lost answer) is no error and no change.
  { capacity: 'learner', action: 'submit', from: ['submitted'], to: 'unchanged' },
  { capacity: 'learner', action: 'click_download_software', from: BEFORE_START, to: 'download_software_clicked' },
  // Leaving and coming back ends the exam.
  { capacity: 'learner', action: 'click_download_software', from: IN_PROGRESS, to: 'submitted', effect: submit },
  {
    capacity: 'learner',
    action: 'decline',
    from: [...INCOMPLETE, ...ONBOARDING_FAILURES, 'onboarding_reset'],
    to: 'declined',
    effect: () => ({ ...decline, cascadePending: true }),
  },
  // A retry finishes a cascade that was cut off.
  { capacity: 'learner', action: 'decline', from: ['declined'], to: 'unchanged' },
  { capacity: 'learner', action: 'decline_by_cascade', from: INCOMPLETE, to: 'declined', effect: () => decline },
  { capacity: 'learner', action: 'error', from: INCOMPLETE, to: 'error', effect: breakOff },
  { capacity: 'learner', action: 'error', from: ['submitted'], to: 'unchanged' },
  // Each of these two makes way for a new attempt, in one transaction.
  { capacity: 'learner', action: 'reset_attempt', from: ['submitted'], to: 'removed', requires: 'practice_exam' },
  {
    capacity: 'learner',
    action: 'reset_attempt',
    from: RESETTABLE,
    to: 'onboarding_reset',
    requires: 'practice_exam',
    effect: ({ status }) => ({ statusBeforeReset: status }),
  },
  {
    capacity: 'learner',
    action: 'resume',
    from: 'any',
    to: 'unchanged',
    requires: 'ready_to_resume',
    effect: () => ({ resumed: true, readyToResume: false }),
  },

  { capacity: 'staff', action: 'verify', from: [...COMPLETED, ...IN_PROGRESS], to: 'verified' },
  { capacity: 'staff', action: 'reject', from: [...COMPLETED, ...IN_PROGRESS], to: 'rejected' },
  {
    capacity: 'staff',
    action: 'mark_ready_to_resume',
    from: 'any',
    to: 'unchanged',
    requires: 'resumable',
    effect: () => ({ readyToResume: true, isResumable: false }),
  },
  { capacity: 'staff', action: 'remove', from: 'any', to: 'removed' },
  // Removing the current attempt restores the one before it.
  { capacity: 'staff', action: 'restore', from: ['onboarding_reset'], to: 'before_reset', effect: restore },
  { capacity: 'staff', action: 'restore', from: 'any', to: 'unchanged', effect: restore },

  { capacity: 'vendor', action: 'ready', from: ['created', 'download_software_clicked'], to: 'ready_to_start' },
  { capacity: 'vendor', action: 'ready', from: 'any', to: 'unchanged' },
  { capacity: 'vendor', action: 'launch', from: ['created', 'download_software_clicked'], to: 'ready_to_start' },
  { capacity: 'vendor', action: 'launch', from: IN_PROGRESS, to: 'submitted', effect: submit },
  { capacity: 'vendor', action: 'launch', from: 'any', to: 'unchanged' },
  // A verdict ends a cascade that was cut off.
  { capacity: 'vendor', action: 'review', from: 'any', to: 'by_outcome', clears: ['cascadePending'] },

  {
    capacity: 'schedule',
    action: 'time_out',
    from: IN_PROGRESS,
    to: 'by_setting',
    sets: { isResumable: false },
  },
];
