import type { Attempt, Removal } from '../domain/attempts/attempt.ts';
import type { DirectoryEntry } from '../domain/attempts/attemptStore.ts';
import { fromAttemptItem, fromChangeItem, toAttemptItem, toChangeItem } from './attemptItem.ts';
import { type Item, map, number, text } from './item.ts';

/** The directory's keys. An entry of the first four kinds says which attempt or exam has something only one can have. */
export const directoryKey = {
  code: (attemptCode: string) => `code#${attemptCode}`,
  /** Vendors change the case of their own ids. */
  external: (externalId: string) => `external#${externalId.toLowerCase()}`,
  pair: (examId: number, userId: number) => `pair#${examId}#${userId}`,
  content: (courseId: string, contentId: string) => `content#${JSON.stringify([courseId, contentId])}`,
  /** Who removed an attempt and why: immutable, written with the removal, read by the archive. */
  removal: (attemptId: number) => `removal#${attemptId}`,
};

/** The entry of a code: which attempt has it, and all of that attempt, so that it can be located once it is removed. */
export function toCodeItem(attempt: Attempt, removal: Removal | null): Item {
  return {
    key: directoryKey.code(attempt.attemptCode),
    attempt_id: attempt.attemptId,
    attempt: toAttemptItem(attempt),
    ...(removal && { removed_at: removal.at, removal: toRemovalPart(removal) }),
  };
}

export function fromCodeItem(item: Item): DirectoryEntry {
  return { attempt: fromAttemptItem(map(item.attempt) ?? {}), removal: fromRemovalPart(map(item.removal)) };
}

/** An entry that only says which attempt holds the key; `removed_at` frees it for the next one. */
export function toHolderItem(key: string, attemptId: number, removal: Removal | null): Item {
  return { key, attempt_id: attemptId, ...(removal && { removed_at: removal.at }) };
}

export function toRemovalItem(attemptId: number, removal: Removal): Item {
  return { key: directoryKey.removal(attemptId), attempt_id: attemptId, removal: toRemovalPart(removal) };
}

/** @returns the attempt's id and who removed it */
export function fromRemovalItem(item: Item): { attemptId: number; removal: Removal | null } {
  return { attemptId: number(item.attempt_id) ?? 0, removal: fromRemovalPart(map(item.removal)) };
}

function toRemovalPart(removal: Removal): Item {
  return { at: removal.at, ...toChangeItem(removal) };
}

function fromRemovalPart(part: Item | null): Removal | null {
  return part && { at: text(part.at) ?? '', ...fromChangeItem(part) };
}
