import { type AttemptStatus, BEFORE_START, COMPLETED } from '../../src/domain/attempts/status.ts';
import type { Transition } from '../../src/domain/attempts/transitions.ts';

type Model = Partial<Record<Transition['action'], (status: AttemptStatus) => Outcome>>;
type Outcome = AttemptStatus | 'removed' | undefined;

const isIncomplete = (status: AttemptStatus) => isBeforeStart(status) || isInProgress(status);
const isBeforeStart = (status: AttemptStatus) => (BEFORE_START as readonly string[]).includes(status);
const isInProgress = (status: AttemptStatus) => ['started', 'ready_to_submit'].includes(status);
const isCompleted = (status: AttemptStatus) => (COMPLETED as readonly string[]).includes(status);

const LEARNERS: Model = {
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
  decline_by_cascade: status => (isIncomplete(status) ? 'declined' : undefined),
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

const STAFFS: Model = {
  verify: status => (isInProgress(status) || isCompleted(status) ? 'verified' : undefined),
  reject: status => (isInProgress(status) || isCompleted(status) ? 'rejected' : undefined),
  // Of a resumable attempt.
  mark_ready_to_resume: status => status,
};

const awaitsVendor = (status: AttemptStatus) => ['created', 'download_software_clicked'].includes(status);

const VENDORS: Model = {
  ready: status => (awaitsVendor(status) ? 'ready_to_start' : status),
  launch: status => {
    if (isInProgress(status)) return 'submitted';
    return awaitsVendor(status) ? 'ready_to_start' : status;
  },
};

const MODELS = { learner: LEARNERS, staff: STAFFS, vendor: VENDORS };

/** An independent model of the transition table: the resulting status, undefined if rejected. */
export function modelOutcome(
  capacity: keyof typeof MODELS,
  action: Transition['action'],
  status: AttemptStatus,
): Outcome {
  return MODELS[capacity][action]?.(status);
}
