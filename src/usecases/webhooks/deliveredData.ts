import type { ProctoringEvent } from '../../domain/events/event.ts';
import type { Webhook } from '../../domain/webhooks/webhook.ts';
import type { History } from '../ports/history.ts';
import type { LearnerNames } from '../ports/learnerNames.ts';

interface Ports {
  learnerNames: Pick<LearnerNames, 'of'>;
  history: Pick<History, 'readPage'>;
}

/** An event as it is sent: with data about persons, if its webhook includes them. */
export type SentEvent = Omit<ProctoringEvent, 'data'> & { data: object };

/** Changes of the attempt's code that are searched for the reason of one of them, the newest first. */
const SEARCHED_CHANGES = 100;

/**
 * The event with the data that the webhook includes, read when it is sent: the log and the queue have ids only, and nothing of
 * an erased learner is sent.
 */
export async function withIncludedData(
  ports: Ports,
  event: ProctoringEvent,
  { include }: Pick<Webhook, 'include'>,
): Promise<SentEvent> {
  const [learner, reason] = await Promise.all([
    include.includes('learner') ? readLearner(ports, event) : undefined,
    include.includes('reason') ? readReason(ports, event) : undefined,
  ]);
  if (learner === undefined && reason === undefined) return event;
  return { ...event, data: { ...event.data, ...(learner && { learner }), ...(reason && { reason }) } };
}

async function readLearner({ learnerNames }: Ports, { data }: ProctoringEvent): Promise<object | undefined> {
  const id = 'learner' in data ? data.learner?.id : undefined;
  if (id === undefined) return undefined;
  const learner = (await learnerNames.of([id])).get(id);
  return { id, username: learner?.username ?? null, email: learner?.email ?? null };
}

/** Only changes of attempts have reasons; they are found by their times. */
async function readReason({ history }: Ports, { data, time }: ProctoringEvent): Promise<string | undefined> {
  if (!('attempt' in data && 'version' in data.attempt)) return undefined;
  const { id, attempt_code } = data.attempt;
  const { entries } = await history.readPage(attempt_code, SEARCHED_CHANGES);
  const change = entries.find(({ attempt, changedAt }) => attempt.attemptId === id && changedAt === time);
  return change?.reason ?? undefined;
}
