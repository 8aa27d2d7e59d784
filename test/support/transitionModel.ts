import { type AttemptStatus, BEFORE_START, COMPLETED } from '../../src/domain/attempts/status.ts';
import type { Action } from '../../src/domain/attempts/transitions.ts';

type Outcome = AttemptStatus | 'removed' | undefined;

const isIncomplete = (status: AttemptStatus) => isBeforeStart(status) || isInProgress(status);
const isBeforeStart = (status: AttemptStatus) => (BEFORE_START as readonly string[]).includes(status);
const isInProgress = (status: AttemptStatus) => ['started', 'ready_to_submit'].includes(status);
const isCompleted = (status: AttemptStatus) => (COMPLETED as readonly string[]).includes(status);

const LEARNERS: Partial<Record<Action, (status: AttemptStatus) => Outcome>> = {
  start: status => (isIncomplete(status) && status !== 'started' ? 'started' : undefined),
  stop: status => (isIncomplete(status) ? 'ready_to_submit' : undefined),
  submit: status => (isIncomplete(status) || status === 'submitted' ? 'submitted' : undefined),
  click_download_software: status => {
    if (isInProgress(status)) return 'submitted';
    return isBeforeStart(status) ? 'download_software_clicked' : undefined;
  },
  decline: status => {
    const may = isIncomplete(status) || status.startsWith('onboarding_') || status === 'declined';
    return may ? 'declined' : undefined;
  },
  error: status => {
    if (status === 'submitted') return 'submitted';
    return isIncomplete(status) ? 'error' : undefined;
  },
  // Of a practice exam.
  reset_attempt: status => {
    if (isIncomplete(status) || ['verified', 'onboarding_reset'].includes(status)) return undefined;
    return status === 'submitted' ? 'removed' : 'onboarding_reset';
  },
};

const STAFFS: Partial<Record<Action, (status: AttemptStatus) => Outcome>> = {
  verify: status => (isInProgress(status) || isCompleted(status) ? 'verified' : undefined),
  reject: status => (isInProgress(status) || isCompleted(status) ? 'rejected' : undefined),
  // Of a resumable attempt.
  mark_ready_to_resume: status => status,
};

/** An independent model of the transition table: the resulting status, undefined if rejected. */
export function modelled(capacity: 'learner' | 'staff', action: Action, status: AttemptStatus): Outcome {
  return (capacity === 'learner' ? LEARNERS : STAFFS)[action]?.(status);
}
