import { COMPLETED, IN_PROGRESS } from '../api/contract/attemptStages.ts';
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

const IN_PROGRESS_NAMES: ReadonlySet<string> = new Set(IN_PROGRESS);
const DECIDABLE_NAMES: ReadonlySet<string> = new Set([...IN_PROGRESS, ...COMPLETED]);

export const isInProgress = (status: string) => IN_PROGRESS_NAMES.has(status);

/** Staff may verify and reject attempts in progress and completed ones. */
export const mayDecide = (status: string) => DECIDABLE_NAMES.has(status);

/** Whether staff may let the learner resume. */
export function mayResume({ is_resumable, ready_to_resume }: { is_resumable: boolean; ready_to_resume: boolean }) {
  return is_resumable && !ready_to_resume;
}
