import { EXAMPLE_EVENT } from './eventAnswers.ts';
import { ADDITIONAL_TIME, ATTEMPTS, WEBHOOKS } from './objects.ts';

const { exam, learner, attempt } = EXAMPLE_EVENT.data;
const { id: attemptId, attempt_code } = attempt;

/** An example of each kind of event, for the descriptions of webhooks. */
export const EVENT_EXAMPLES = {
  attempt: EXAMPLE_EVENT,
  review: {
    ...EXAMPLE_EVENT,
    subject: `attempts/${attemptId}/review`,
    sequence: '0000000001',
    data: {
      review: { version: 1, status: 'Suspicious', verdict: 'verified', vendor: 'software_secure' },
      attempt: { id: attemptId, attempt_code },
      exam,
      learner,
    },
  },
  allowance: {
    ...EXAMPLE_EVENT,
    subject: `exams/${exam.id}/allowances/${learner.id}/additional_time_granted`,
    sequence: '0892861293546818',
    partitionkey: `${exam.id}/${ATTEMPTS.reviewed.learner.id}`,
    data: {
      allowance: { id: ADDITIONAL_TIME.allowanceId, key: 'additional_time_granted', version: 892861293546818 },
      exam,
      learner,
      changed_by: { role: 'staff', user_id: 1 },
      reason: null,
    },
  },
  webhook: {
    ...EXAMPLE_EVENT,
    subject: `webhooks/${WEBHOOKS.active.webhookId}`,
    sequence: '0000000002',
    partitionkey: WEBHOOKS.active.webhookId,
    data: { webhook: { id: WEBHOOKS.active.webhookId, status: 'pending', disabled_because: null } },
  },
};
