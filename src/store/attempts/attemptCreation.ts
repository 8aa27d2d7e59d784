import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';
import type { Claim, CreateOptions, CreateOutcome, Replacement } from '../../usecases/ports/attemptStore.ts';
import {
  courseOfEntry,
  notErasedCheck,
  toClaimItem,
  toCodeItem,
  toExternalItem,
  toPreviousOwnerItem,
} from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { asNumber, type Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import type { FailedConditions, NamedWrite } from '../dynamodb/transact.ts';
import { additionalTimeEntry } from '../exams/examItem.ts';
import { registrationEnd } from '../registrations/registrations.ts';
import { changeOfAttempt } from './attemptChange.ts';
import { toAttemptItem } from './attemptItem.ts';
import { type RemovalWrite, removalWrites, unclaimedCondition } from './attemptRemoval.ts';

type Tables = Pick<TableNames, 'attempts' | 'directory' | 'exams'>;

export type CreationWrite =
  | Claim['kind']
  | 'attempt_id'
  | 'previous_owner'
  | 'registration'
  | 'superseded'
  | 'erased'
  | 'terms'
  | RemovalWrite;

/** The writes of a creation: the attempt, its claims, and the change or removal of the attempt that it supersedes. */
export function creationWrites(tables: Tables, attempt: Attempt, options: CreateOptions): NamedWrite<CreationWrite>[] {
  const { attemptId } = attempt;
  const { staleOwners, replaces, terms } = options;
  const claimWrite = (name: Claim['kind'], entry: Item, claimable: readonly number[]): NamedWrite<CreationWrite> => ({
    name,
    write: {
      Put: {
        TableName: tables.directory,
        Item: entry,
        ...unclaimedCondition(claimable),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
  });
  const slot = toClaimItem(directoryKey.pair(attempt.examId, attempt.user.id), attemptId);
  const writes: NamedWrite<CreationWrite>[] = [
    {
      name: 'attempt_id',
      write: {
        Put: {
          TableName: tables.attempts,
          Item: toAttemptItem(attempt),
          ConditionExpression: 'attribute_not_exists(attempt_id)',
        },
      },
    },
    claimWrite('attempt_code', toCodeItem(attempt, null), staleOwners),
    claimWrite('current_attempt', slot, replaces ? [...staleOwners, replaces.before.attemptId] : staleOwners),
  ];
  if (attempt.externalId !== null) {
    writes.push(claimWrite('external_id', toExternalItem(attempt.externalId, attempt), staleOwners));
  }
  // The registration has led to the attempt.
  if (attempt.backend !== null)
    writes.push({ name: 'registration', write: { Update: registrationEnd(tables.directory, attempt) } });
  if (terms)
    writes.push({ name: 'terms', write: { ConditionCheck: unchangedTermsCheck(tables, terms, attempt.user.id) } });
  if (replaces) writes.push(...supersede(tables, replaces));
  if (!attempt.isErased) {
    writes.push({ name: 'erased', write: { ConditionCheck: notErasedCheck(tables.directory, attempt.user.id) } });
  }
  if (options.previousOwner !== undefined && options.previousOwner !== attempt.user.id) {
    const Item = toPreviousOwnerItem(options.previousOwner, attempt.attemptCode);
    writes.push({ name: 'previous_owner', write: { Put: { TableName: tables.directory, Item } } });
  }
  return writes;
}

/** Makes the superseded attempt not current, or removes it, on the condition that it is as it was read. */
function supersede(tables: Tables, { before, after }: Replacement): NamedWrite<CreationWrite>[] {
  if (!('attemptId' in after)) return removalWrites(tables, before, after);
  return [{ name: 'superseded', write: { Update: changeOfAttempt(tables, before, after) } }];
}

/** Condition that the learner's additional time is the one that the clock was started with. */
function unchangedTermsCheck(tables: Tables, { exam, allowanceVersion }: ExamTerms, userId: number) {
  return {
    TableName: tables.exams,
    Key: { exam_id: exam.examId, entry: additionalTimeEntry(userId) },
    ...(allowanceVersion === null
      ? { ConditionExpression: 'attribute_not_exists(exam_id)' }
      : {
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': allowanceVersion },
        }),
  };
}

/** Outcome of a creation: stored, or the conflicts that prevented it. */
export function creationOutcome(options: CreateOptions, failed: FailedConditions<CreationWrite>): CreateOutcome {
  if (failed.size === 0) return { stored: true };
  if (failed.has('erased')) return { stored: false, conflicts: 'erased' };
  const conflicts: Claim[] = (['current_attempt', 'attempt_code', 'external_id'] as const).flatMap(kind => {
    const entry = failed.get(kind) ?? {};
    const [attemptId, learnerId] = [asNumber(entry.attempt_id), asNumber(entry.learner_id)];
    if (attemptId === null) return [];
    const courseId = courseOfEntry(entry);
    return [{ kind, attemptId, ...(learnerId !== null && { learnerId }), ...(courseId !== null && { courseId }) }];
  });
  // Reports a superseded attempt that has changed or is gone, so that it is read again, unless another one has the slot.
  const supersededId = options.replaces?.before.attemptId ?? 0;
  const hasSupersededChanged = failed.has('superseded') || failed.has(`removed#${supersededId}`);
  if (hasSupersededChanged && !failed.has('current_attempt')) {
    conflicts.push({ kind: 'current_attempt', attemptId: supersededId });
  }
  if (conflicts.length > 0) return { stored: false, conflicts };
  return { stored: false, conflicts: failed.has('terms') ? 'terms' : 'attempt_id' };
}
