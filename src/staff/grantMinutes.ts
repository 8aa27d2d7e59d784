import { ADDITIONAL_TIME } from './additionalTime.ts';
import { client } from './api.ts';

interface Grant {
  examId: number;
  /** The new total of each learner. */
  minutes: number;
  /** Usernames, emails or ids. */
  learners: readonly (string | number)[];
  isDryRun: boolean;
  /** The present minutes of each, as the user has seen them: null for none. */
  before?: string | null | undefined;
}

/**
 * Grants additional minutes at an exam by one request, or checks whether the service would.
 * @returns the answer for each learner; undefined for one whom the service has left out
 */
export async function grantMinutes({ examId, minutes, learners, isDryRun, before }: Grant) {
  const body = {
    exam_ids: [examId],
    user_ids: [...learners],
    allowance_type: ADDITIONAL_TIME,
    value: String(minutes),
    dry_run: isDryRun,
    ...(before !== undefined && { if_value: before }),
  };
  const rows = await client.setAllowances({ body });
  const byLearner = new Map(rows.map(row => [row.user_id, row]));
  return (learner: string | number) => byLearner.get(String(learner));
}
