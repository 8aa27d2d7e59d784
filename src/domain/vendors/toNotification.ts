import { type AttemptStatus, isIncomplete, isInProgress } from '../attempts/status.ts';
import type { AttemptNotice } from './vendor.ts';

/** The part of an attempt's image that decides whether a vendor is to be told. */
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
 * Derives the notice of a change to the attempt's vendor: it was started, ended, broke off or was removed. No notice
 * for attempts that the service did not register. Pure: the same images always give the same notice.
 */
export function toNotification(
  before: NotifiableImage | undefined,
  after: NotifiableImage | undefined,
): Notice | undefined {
  const image = after ?? before;
  if (!image || image.backend === null || image.externalId === null) return undefined;
  const notice = after ? NOTICES[after.status as AttemptStatus] : 'removed';
  if (!notice || after?.status === before?.status) return undefined;
  // Restored to a status that the vendor was told of when the attempt first had it.
  if (after && before?.status === ('onboarding_reset' satisfies AttemptStatus)) return undefined;
  return { backend: image.backend, externalId: image.externalId, examId: image.examId, notice };
}

/**
 * Tells whether an attempt is past the stage of a notice, so that telling it now would take the vendor back. Of delayed
 * notices, those that are not superseded bring the vendor up to date, in whichever order they are told.
 * @param status as it is now; undefined where the attempt was removed
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
  if (isInProgress(status)) return STAGE_OF_NOTICE.started;
  return isIncomplete(status) ? 0 : STAGE_OF_NOTICE.submitted;
}

/** Something that a vendor is to be told of an attempt or an exam. */
export type VendorNotification = ({ about: 'attempt' } & Notice) | { about: 'exam'; examId: number };
