import { ProblemError } from '../client/client.ts';
import { ActionError } from './actionError.ts';
import { client, describeError } from './api.ts';
import type { TimeJob } from './wire.ts';
import { NOTICES } from './wording.ts';

interface Grant {
  minutes: number;
  reason?: string;
  /** Undefined for all in progress. */
  user_ids?: number[];
  in_progress_only?: boolean;
}

/** The keys of grants whose answer is lost: the same grant, sent again, is the same job and adds nothing twice. */
const unanswered = new Map<string, string>();

export const forgetGrants = () => unanswered.clear();

/** Adds minutes to those of each learner at an exam by then. */
export async function startGrant(exam_id: number, grant: Grant): Promise<TimeJob> {
  const content = JSON.stringify([exam_id, grant]);
  const idempotency_key = unanswered.get(content) ?? crypto.randomUUID();
  unanswered.delete(content);
  try {
    return await client.startTimeJob({ params: { exam_id }, body: { ...grant, idempotency_key } });
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) throw error;
    unanswered.set(content, idempotency_key);
    throw new ActionError(`${describeError(error)} ${NOTICES.grantUnknown}`);
  }
}
