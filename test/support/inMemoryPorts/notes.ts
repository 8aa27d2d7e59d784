import type { NoteStore } from '../../../src/usecases/ports/noteStore.ts';
import { atomically, type Database, freeze } from './database.ts';

export function createNoteStore(database: Database): NoteStore {
  return {
    add: note =>
      atomically(() => {
        const { notes, erased } = database;
        if (erased.has(note.learnerId)) return 'erased';
        if (notes.some(({ attemptCode, noteId }) => attemptCode === note.attemptCode && noteId === note.noteId))
          return 'taken';
        notes.push(freeze(note));
        return 'stored';
      }),

    readPage: (attemptCode, limit, cursor = String(Number.MAX_SAFE_INTEGER)) =>
      atomically(() => {
        const remaining = database.notes
          .filter(note => note.attemptCode === attemptCode && note.noteId < Number(cursor))
          .sort((a, b) => b.noteId - a.noteId);
        const page = remaining.slice(0, limit);
        return { notes: freeze(page), nextCursor: remaining.length > limit ? String(page.at(-1)?.noteId) : null };
      }),
  };
}
