import type { Attempt, Removal } from '../../domain/attempts/attempt.ts';
import type { DirectoryEntry } from '../../usecases/ports/directory.ts';
import { fromAttemptItem, toAttemptItem, withoutLiveAttributes } from '../attempts/attemptItem.ts';
import { fromChangeItem, toChangeItem } from '../dynamodb/changeItem.ts';
import { asMap, asText, type Item } from '../dynamodb/item.ts';
import { directoryKey } from './directoryKey.ts';

/** The claim on a code, with the attempt, so that it can be located after its removal. */
export function toCodeItem(attempt: Attempt, removal: Removal | null): Item {
  return {
    key: directoryKey.code(attempt.attemptCode),
    attempt_id: attempt.attemptId,
    learner_id: attempt.user.id,
    attempt: withoutLiveAttributes(toAttemptItem(attempt)),
    ...(removal && { removal: toRemovalPart(removal) }),
  };
}

export function fromCodeItem(item: Item): DirectoryEntry {
  return { attempt: fromAttemptItem(asMap(item.attempt) ?? {}), removal: fromRemovalPart(asMap(item.removal)) };
}

/** The claim on an external id, with the attempt code, by which the attempt can be located even after its removal. */
export function toExternalItem(externalId: string, attempt: Attempt): Item {
  const { attemptId, attemptCode, courseId } = attempt;
  return {
    ...toClaimItem(directoryKey.external(externalId), attemptId),
    attempt_code: attemptCode,
    course_id: courseId,
  };
}

/** The course of a claim on a code or an external id; older claims on external ids lack it. */
export function courseOfEntry(item: Item): string | null {
  return asText(item.course_id) ?? asText(asMap(item.attempt)?.course_id);
}

export function toClaimItem(key: string, attemptId: number): Item {
  return { key, attempt_id: attemptId };
}

export function toRemovalItem(attempt: Attempt, removal: Removal): Item {
  const key = directoryKey.removal(attempt.attemptId, attempt.version);
  return { key, learner_id: attempt.user.id, removal: toRemovalPart(removal) };
}

/** Leads an erasure to history and reviews under a code that another learner's attempt has by now. */
export function toPreviousOwnerItem(userId: number, attemptCode: string): Item {
  return { key: directoryKey.formerly(userId, attemptCode), learner_id: userId, attempt_code: attemptCode };
}

/** The condition that the learner is not erased. */
export function notErasedCheck(table: string, userId: number) {
  return {
    TableName: table,
    Key: { key: directoryKey.retired(userId) },
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': 'key' },
  };
}

export function fromRemovalItem(item: Item): { key: string; removal: Removal | null } {
  return { key: asText(item.key) ?? '', removal: fromRemovalPart(asMap(item.removal)) };
}

function toRemovalPart(removal: Removal): Item {
  return { at: removal.at, ...toChangeItem(removal) };
}

function fromRemovalPart(part: Item | null): Removal | null {
  return part && { at: asText(part.at) ?? '', ...fromChangeItem(part) };
}
