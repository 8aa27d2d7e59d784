import type { Note } from '../../domain/notes/note.ts';
import { fromChangeItem, toChangeItem } from '../dynamodb/changeItem.ts';
import { asMap, asNumber, asText, type Item, withoutNulls } from '../dynamodb/item.ts';

/** Keys of the records table: the subject, and the kind of the record with its id. */
export const RECORD_PREFIX = { attempt: 'attempt#', note: 'note#' } as const;

export const recordKey = {
  attempt: (attemptCode: string) => `${RECORD_PREFIX.attempt}${attemptCode}`,
  /** Sorts by id, which grows with time. */
  note: (noteId: number) => `${RECORD_PREFIX.note}${String(noteId).padStart(16, '0')}`,
};

export function toNoteItem(note: Note): Item {
  return withoutNulls({
    subject: recordKey.attempt(note.attemptCode),
    entry: recordKey.note(note.noteId),
    note_id: note.noteId,
    attempt_id: note.attemptId,
    course_id: note.courseId,
    learner_id: note.learnerId,
    created: note.createdAt,
    author: toChangeItem({ by: note.by, reason: null }),
    text: note.text,
  });
}

export function fromNoteItem(item: Item): Note {
  return {
    noteId: asNumber(item.note_id) ?? 0,
    attemptCode: (asText(item.subject) ?? '').slice(RECORD_PREFIX.attempt.length),
    attemptId: asNumber(item.attempt_id) ?? 0,
    courseId: asText(item.course_id) ?? '',
    learnerId: asNumber(item.learner_id) ?? 0,
    createdAt: asText(item.created) ?? '',
    by: fromChangeItem(asMap(item.author) ?? {}).by,
    text: asText(item.text),
  };
}
