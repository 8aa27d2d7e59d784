import { type ExamPauses, requireNotPaused } from '../exams/pauses.ts';
import type { Action } from './actions.ts';
import type { Attempt } from './attempt.ts';
import { type StartingTerms, startClock } from './clock.ts';
import { interruption } from './interruption.ts';
import { type AttemptStatus, BEFORE_START, COMPLETED, IN_PROGRESS, INCOMPLETE, ONBOARDING_STATUSES } from './status.ts';

/** Events besides the actions. */
type AttemptEvent = 'decline_by_cascade' | 'resume' | 'remove' | 'restore' | 'ready' | 'launch' | 'review' | 'time_out';

/**
 * The capacity of the acting party; one caller can be the attempt's learner and staff of its course. A transition that is part
 * of another operation, such as a creation, is looked up by a fixed capacity: the operation authorises.
 */
export type Capacity = 'learner' | 'staff' | 'vendor' | 'schedule';

/** Inputs of an effect; the terms are read only for rows that need them. */
export interface Circumstances {
  now: StartingTerms['now'];
  terms: Omit<StartingTerms, 'now'> | null;
  /** The pauses of the exam, read only for an interruption. */
  pauses?: ExamPauses;
}

export interface Transition {
  capacity: Capacity;
  action: Action | AttemptEvent;
  /** `any` includes statuses that a manual edit made up. */
  from: readonly AttemptStatus[] | 'any';
  /** `unchanged` keeps the status; `by_outcome` and `by_setting` come from the configuration, `before_reset` from the attempt. */
  to: AttemptStatus | 'unchanged' | 'removed' | 'before_reset' | 'by_outcome' | 'by_setting';
  /** Condition besides the status. */
  requires?: 'practice_attempt' | 'resumable' | 'ready_to_resume';
  effect?: (attempt: Attempt, circumstances: Circumstances) => Partial<Attempt>;
  /** Fields set to the same values on every attempt, so that it need not be read. */
  sets?: Partial<Attempt>;
}

const start: Transition['effect'] = (attempt, { now, terms }) => {
  if (!terms) throw new TypeError('starting needs the exam');
  requireNotPaused(terms.exam);
  return startClock(attempt, { ...terms, now });
};

const submit: Transition['effect'] = (_attempt, { now }) => ({ completedAt: now, isResumable: false });

const declineFields = { takingAsProctored: false, externalId: null, isResumable: false };

const interrupt: Transition['effect'] = (attempt, { now, pauses }) => {
  if (!pauses) throw new TypeError('an interruption needs the pauses of the exam');
  return interruption(attempt, pauses, now);
};

/** Makes the previous attempt current again; ready to resume if the removed attempt had resumed it. */
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
  ...ONBOARDING_STATUSES,
  'expired',
] as const;

/** Permitted transitions by capacity: the first row of an action that has the status applies. All others are rejected. */
export const TRANSITIONS: readonly Transition[] = [
  { capacity: 'learner', action: 'start', from: [...BEFORE_START, 'ready_to_submit'], to: 'started', effect: start },
  { capacity: 'learner', action: 'stop', from: INCOMPLETE, to: 'ready_to_submit' },
  { capacity: 'learner', action: 'submit', from: INCOMPLETE, to: 'submitted', effect: submit },
  // A repeated submit (a double click, a lost response) is no error and no change.
  { capacity: 'learner', action: 'submit', from: ['submitted'], to: 'unchanged' },
  { capacity: 'learner', action: 'click_download_software', from: BEFORE_START, to: 'download_software_clicked' },
  // A second launch of the software ends the exam.
  { capacity: 'learner', action: 'click_download_software', from: IN_PROGRESS, to: 'submitted', effect: submit },
  {
    capacity: 'learner',
    action: 'decline',
    from: [...INCOMPLETE, ...ONBOARDING_STATUSES, 'onboarding_reset'],
    to: 'declined',
    effect: () => ({ ...declineFields, cascadePending: true }),
  },
  // A retry finishes an interrupted cascade.
  { capacity: 'learner', action: 'decline', from: ['declined'], to: 'unchanged' },
  // Without `cascadePending`: a cascaded decline does not cascade.
  { capacity: 'learner', action: 'decline_by_cascade', from: INCOMPLETE, to: 'declined', effect: () => declineFields },
  { capacity: 'learner', action: 'error', from: INCOMPLETE, to: 'error', effect: interrupt },
  { capacity: 'learner', action: 'error', from: ['submitted'], to: 'unchanged' },
  // A new attempt supersedes the one reset, in the same transaction.
  { capacity: 'learner', action: 'reset_attempt', from: ['submitted'], to: 'removed', requires: 'practice_attempt' },
  {
    capacity: 'learner',
    action: 'reset_attempt',
    from: RESETTABLE,
    to: 'onboarding_reset',
    requires: 'practice_attempt',
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
  // The removal of the current attempt restores the previous one.
  { capacity: 'staff', action: 'restore', from: ['onboarding_reset'], to: 'before_reset', effect: restore },
  { capacity: 'staff', action: 'restore', from: 'any', to: 'unchanged', effect: restore },

  { capacity: 'vendor', action: 'ready', from: ['created', 'download_software_clicked'], to: 'ready_to_start' },
  { capacity: 'vendor', action: 'ready', from: 'any', to: 'unchanged' },
  { capacity: 'vendor', action: 'launch', from: ['created', 'download_software_clicked'], to: 'ready_to_start' },
  { capacity: 'vendor', action: 'launch', from: IN_PROGRESS, to: 'submitted', effect: submit },
  { capacity: 'vendor', action: 'launch', from: 'any', to: 'unchanged' },
  { capacity: 'vendor', action: 'review', from: 'any', to: 'by_outcome' },

  {
    capacity: 'schedule',
    action: 'time_out',
    from: IN_PROGRESS,
    to: 'by_setting',
    sets: { isResumable: false },
  },
];
