import { type AttemptStatus, isIncomplete } from '../attempts/status.ts';
import type { AttemptNotice } from './vendor.ts';

/** The fields of an attempt's stream image that notifications are derived from. */
export interface NotifiableImage {
  status: string | null;
  /** The vendor that the service registered the attempt with. */
  backend: string | null;
  externalId: string | null;
  examId: number;
}

export interface Notice {
  backend: string;
  externalId: string;
  examId: number;
  notice: AttemptNotice;
}

const NOTICES: Partial<Record<AttemptStatus, AttemptNotice>> = {
  started: 'started',
  submitted: 'submitted',
  timed_out: 'submitted',
  error: 'error',
};

/**
 * Derives the notice to the attempt's vendor from the images before and after; undefined for none, and for attempts that
 * the service did not register.
 */
export function toNotification(
  before: NotifiableImage | undefined,
  after: NotifiableImage | undefined,
): Notice | undefined {
  const image = after ?? before;
  if (!image || image.backend === null || image.externalId === null) return undefined;
  const notice = after ? NOTICES[after.status as AttemptStatus] : 'removed';
  if (!notice || after?.status === before?.status) return undefined;
  // Restored to a status that the vendor was notified of when the attempt first had it.
  if (after && before?.status === ('onboarding_reset' satisfies AttemptStatus)) return undefined;
  return { backend: image.backend, externalId: image.externalId, examId: image.examId, notice };
}

/**
 * Whether the attempt is past the stage of a delayed notice, which would set the vendor back. All other delayed notices can
 * be sent in any order.
 * @param status the current one; undefined for a removed attempt
 */
export function isSuperseded(notice: AttemptNotice, status: AttemptStatus | undefined): boolean {
  return STAGE_OF_NOTICE[notice] < stageOf(status);
}

const STAGE_OF_NOTICE = { started: 1, submitted: 2, error: 2, removed: 3 } as const satisfies Record<
  AttemptNotice,
  number
>;

function stageOf(status: AttemptStatus | undefined): number {
  if (status === undefined) return STAGE_OF_NOTICE.removed;
  return isIncomplete(status) ? 0 : STAGE_OF_NOTICE.submitted;
}

/** A notification to a vendor about an attempt or an exam. */
export type VendorNotification = ({ about: 'attempt' } & Notice) | { about: 'exam'; examId: number };
