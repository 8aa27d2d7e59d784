import type { Actor } from '../../domain/actors.ts';
import type { Instant } from '../../domain/time.ts';

/**
 * Somewhere that things of a learner's are kept: a code with all that is kept under it, an exam with the
 * allowances granted there, an entry of the directory.
 */
export type PersonalDataLocation =
  | { kind: 'code'; attemptCode: string }
  | { kind: 'allowances'; examId: number }
  | { kind: 'entry'; key: string };

/** Personal data of learners. Every call can be repeated; an item that names nobody any more is not written again. */
export interface RetirementStore {
  /** Marks the learner: from then on nothing that names them is stored, not even by a request under way. */
  mark(userId: number, at: Instant): Promise<{ doneUpTo: string | null }>;
  /** How far a retirement got that is to be gone on with; null once it is done. */
  saveProgress(userId: number, doneUpTo: string | null): Promise<void>;
  /** The learner is known by no username or email any more. */
  deleteAliases(userId: number): Promise<void>;
  /** Where there may be something of the learner's. An attempt created within the last second may be missing. */
  findPersonalData(userId: number): Promise<PersonalDataLocation[]>;
  /** Takes out the data that identify the learner. No status changes. */
  anonymise(userId: number, trace: PersonalDataLocation, write: { at: Instant; by: Actor }): Promise<void>;
}
