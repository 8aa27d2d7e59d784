import type { AttemptStatus } from './wire.ts';
import { STATUSES, type StatusText } from './wording.ts';

/** The wording of a status; one of a later release is shown by its name, never as an empty text. */
export function statusText(status: string): StatusText {
  const texts: Readonly<Record<string, StatusText>> = STATUSES;
  return (
    (Object.hasOwn(texts, status) ? texts[status] : undefined) ?? {
      label: status.replaceAll('_', ' '),
      explanation: 'This page has no description of the status.',
      shape: 'ring',
      tone: 'quiet',
    }
  );
}

const COMPLETED: ReadonlySet<string> = new Set<AttemptStatus>([
  'declined',
  'timed_out',
  'submitted',
  'second_review_required',
  'verified',
  'rejected',
  'error',
  'onboarding_missing',
  'onboarding_pending',
  'onboarding_failed',
  'onboarding_expired',
]);
const IN_PROGRESS: ReadonlySet<string> = new Set<AttemptStatus>(['started', 'ready_to_submit']);

export const isInProgress = (status: string) => IN_PROGRESS.has(status);

/** Staff may verify and reject attempts in progress and completed ones. */
export const mayDecide = (status: string) => COMPLETED.has(status) || IN_PROGRESS.has(status);

/** Whether staff may let the learner resume. */
export function mayResume({ is_resumable, ready_to_resume }: { is_resumable: boolean; ready_to_resume: boolean }) {
  return is_resumable && !ready_to_resume;
}
