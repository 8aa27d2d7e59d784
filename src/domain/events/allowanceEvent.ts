import { type Actor, UNKNOWN } from '../actors.ts';
import type { Allowance } from '../allowances/allowance.ts';
import type { Instant } from '../time.ts';
import { type EventFacts, eventTime, toSequence } from './event.ts';
import { type EventExam, toAuthorData, toEventText, toExamData } from './eventData.ts';

/** The record of a removal, which the service writes together with it. */
export interface AllowanceRemoval {
  at: Instant;
  by: Actor;
}

interface Context {
  exam: EventExam;
  streamedAt: Instant;
  /** Undefined for a manual removal. */
  removal: AllowanceRemoval | undefined;
}

/**
 * The event of a changed allowance: undefined where neither its value nor its author changed, as with another name of the
 * learner, and for an erasure. Values are not part of it: they are about the learner.
 */
export function allowanceEvent(
  before: Allowance | undefined,
  after: Allowance | undefined,
  context: Context,
): EventFacts | undefined {
  const { streamedAt } = context;
  if (!after) return before && removedEvent(before, context);
  if (before && (isUnchanged(before, after) || isErasure(before, after))) return undefined;
  const isManual = before?.modifiedAt === after.modifiedAt;
  const time = isManual ? streamedAt : eventTime(after.modifiedAt, streamedAt);
  return toFacts('set', after, { time, by: isManual ? UNKNOWN : after.setBy, exam: context.exam });
}

function removedEvent(before: Allowance, { exam, streamedAt, removal }: Context): EventFacts {
  const time = removal ? eventTime(removal.at, streamedAt) : streamedAt;
  const removed = { ...before, version: before.version + 1 };
  return toFacts('removed', removed, { time, by: removal?.by ?? UNKNOWN, exam });
}

function toFacts(
  action: 'set' | 'removed',
  { allowanceId, examId, user, key, version }: Allowance,
  { time, by, exam }: { time: Instant; by: Actor; exam: EventExam },
): EventFacts {
  const removal = action === 'removed' ? ['removed'] : [];
  const kind = toEventText(key);
  return {
    type: `allowance.${action}`,
    // A later allowance of the same kind has another id, and the next version.
    subject: `exams/${examId}/allowances/${user.id}/${kind}`,
    identity: ['allowance', examId, user.id, key, version, ...removal],
    time,
    sequence: toSequence(version, 16),
    partitionKey: `${examId}/${user.id}`,
    data: {
      allowance: { id: allowanceId, key: kind, version },
      exam: toExamData(exam),
      learner: { id: user.id },
      ...toAuthorData(by),
    },
  };
}

function isUnchanged(before: Allowance, after: Allowance): boolean {
  return (
    before.value === after.value && before.setBy.role === after.setBy.role && before.setBy.userId === after.setBy.userId
  );
}

/** An erasure leaves the time of the last change as it is. */
function isErasure(before: Allowance, after: Allowance): boolean {
  return before.modifiedAt === after.modifiedAt && after.user.username === '' && after.user.email === '';
}
