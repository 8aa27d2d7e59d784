import type { Actor } from '../actors.ts';
import type { Instant } from '../time.ts';

/** A remark of staff on an attempt. It never changes, and stays when the attempt is removed. */
export interface Note {
  /** Grows with time. */
  noteId: number;
  attemptCode: string;
  attemptId: number;
  courseId: string;
  learnerId: number;
  createdAt: Instant;
  by: Actor;
  /** Null after the learner was erased: free text about them may identify them. */
  text: string | null;
}
