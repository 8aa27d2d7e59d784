import { type Caller, isOwnDataOfCourseStaff, requireStaffOver } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Note } from '../../domain/notes/note.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { locateForAnyStaff, locateForStaff, type StaffLookupPorts, visibleEntries } from '../attempts/locateAttempt.ts';
import type { ShowingPorts } from '../attempts/shownAttempt.ts';
import { requireCourseStaffOver } from '../courseStaff/staffRights.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { NoteStore } from '../ports/noteStore.ts';

export interface NotePorts extends StaffLookupPorts, ShowingPorts {
  exams: Pick<ExamStore, 'readCached' | 'readConsistent'>;
  notes: NoteStore;
  random: RandomInteger;
}

const MAX_TRIES = 20;

/**
 * Adds a note of staff on the attempt with this code, live or archived.
 * @throws DomainError `forbidden`, also for course staff on their own attempt; `attempt_code_not_located`; `learner_retired`
 */
export async function addNote(ports: NotePorts, caller: Caller, attemptCode: string, text: string): Promise<Note> {
  const { attempt } = await locateForStaff(ports, caller, attemptCode);
  const { attemptId, courseId, user } = attempt;
  const by = await requireCourseStaffOver(ports, caller, courseId, user.id);
  const createdAt = ports.clock();
  const busy = `Notes on attempt ${attemptId} are being added concurrently. Try again.`;
  return retryOnConflict(
    async () => {
      const noteId = drawId(createdAt, ports.random);
      const note = {
        noteId,
        attemptCode: attempt.attemptCode,
        attemptId,
        courseId,
        learnerId: user.id,
        createdAt,
        by,
        text,
      };
      const outcome = await ports.notes.add(note);
      if (outcome === 'erased') throw learnerRetired(attemptId);
      return outcome === 'stored' ? note : CONFLICT;
    },
    { maxTries: MAX_TRIES, busy },
  );
}

/**
 * The notes on the attempts with this code, newest first. A code can be reused, even in another course: each note is for the
 * staff of its own course, and never for its learner.
 * @throws DomainError `forbidden`, also for course staff on their own attempt; `attempt_code_not_located`
 */
export async function readNotes(
  ports: NotePorts,
  caller: Caller,
  attemptCode: string,
  page: { limit: number; cursor?: string },
): Promise<{ notes: Note[]; nextCursor: string | null }> {
  const located = await locateForAnyStaff(ports, caller, attemptCode);
  const { attempt } = located;
  if (isOwnDataOfCourseStaff(caller, attempt.user.id)) requireStaffOver(caller, attempt.courseId, attempt.user.id);
  const { notes, nextCursor } = await ports.notes.readPage(attemptCode, page.limit, page.cursor);
  const visible = await visibleEntries(ports, caller, located, { entries: notes, courseOf: note => note.courseId });
  return { notes: visible.filter(({ learnerId }) => !isOwnDataOfCourseStaff(caller, learnerId)), nextCursor };
}

function learnerRetired(attemptId: number): DomainError {
  return new DomainError('learner_retired', `The learner's data was erased: attempt ${attemptId} takes no more notes.`);
}
