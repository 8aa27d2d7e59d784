import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Note } from '../../../src/domain/notes/note.ts';
import { NOW, newLearnerId } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';

function aNote(overrides: Partial<Note> = {}): Note {
  return {
    noteId: 892861293546818,
    attemptCode: randomUUID(),
    attemptId: 5,
    courseId: 'course-v1:X+1+1',
    learnerId: newLearnerId(),
    createdAt: NOW,
    by: { role: 'staff', userId: 901 },
    text: 'fire alarm',
    ...overrides,
  };
}

describe.each(IMPLEMENTATIONS)('notes $name', ({ open }) => {
  let ports: Implementation['ports'];
  beforeAll(async () => {
    ({ ports } = await open());
  });

  it('are stored whole and read page by page, newest first, by their code', async () => {
    const attemptCode = randomUUID();
    const notes = [1, 2, 3].map(index => aNote({ attemptCode, noteId: 10 ** index, text: `note ${index}` }));
    for (const note of [...notes, aNote()]) expect(await ports.notes.add(note)).toBe('stored');
    const first = await ports.notes.readPage(attemptCode, 2);
    expect(first.notes).toEqual([notes[2], notes[1]]);
    expect(await ports.notes.readPage(attemptCode, 2, first.nextCursor ?? '')).toEqual({
      notes: [notes[0]],
      nextCursor: null,
    });
  });

  it('are not replaced by another one with the id', async () => {
    const note = aNote();
    await ports.notes.add(note);
    expect(await ports.notes.add({ ...note, text: 'other' })).toBe('taken');
    expect((await ports.notes.readPage(note.attemptCode, 9)).notes).toEqual([note]);
  });

  it('are not stored for an erased learner', async () => {
    const note = aNote();
    await ports.erasure.mark(note.learnerId, NOW);
    expect(await ports.notes.add(note)).toBe('erased');
    expect((await ports.notes.readPage(note.attemptCode, 9)).notes).toEqual([]);
  });

  it('lose their text in the erasure of their learner alone, once', async () => {
    const note = aNote();
    const ofAnother = aNote({ attemptCode: note.attemptCode, noteId: 7 });
    for (const stored of [note, ofAnother]) await ports.notes.add(stored);
    const location = { kind: 'code', attemptCode: note.attemptCode } as const;
    for (let round = 0; round < 2; round++) {
      await ports.erasure.anonymise(note.learnerId, location, { at: NOW, by: { role: 'staff', userId: 900 } });
      expect((await ports.notes.readPage(note.attemptCode, 9)).notes).toEqual([{ ...note, text: null }, ofAnother]);
    }
  });
});
