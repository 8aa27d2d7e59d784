import type { Note } from '../../domain/notes/note.ts';

/** Notes on attempts, live or removed. */
export interface NoteStore {
  /** Stores the note unless its id is taken (draw another one), or its learner was erased. */
  add(note: Note): Promise<'stored' | 'taken' | 'erased'>;
  /** Notes on all attempts of the code, newest first. `cursor` is a `nextCursor` of an earlier page. */
  readPage(attemptCode: string, limit: number, cursor?: string): Promise<{ notes: Note[]; nextCursor: string | null }>;
}
