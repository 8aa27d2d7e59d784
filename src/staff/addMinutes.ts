import { ProblemError } from '../client/client.ts';
import { client } from './api.ts';
import type { TimeJob } from './wire.ts';

interface Grant {
  examId: number;
  minutes: number;
  userIds: readonly number[];
}

/** The keys of grants whose answer is lost: the same grant, sent again, is the same job and adds nothing twice. */
const unanswered = new Map<string, string>();

export const forgetGrants = () => unanswered.clear();

/** Adds minutes to those of each learner at an exam by then, whatever the status of their attempt. */
export async function addMinutes({ examId, minutes, userIds }: Grant): Promise<TimeJob> {
  const content = JSON.stringify([examId, minutes, userIds]);
  const idempotency_key = unanswered.get(content) ?? crypto.randomUUID();
  unanswered.delete(content);
  const body = { minutes, user_ids: [...userIds], in_progress_only: false, idempotency_key };
  try {
    return await client.startTimeJob({ params: { exam_id: examId }, body });
  } catch (error) {
    const isRejected = error instanceof ProblemError && error.status < 500;
    if (!isRejected) unanswered.set(content, idempotency_key);
    throw error;
  }
}
