import type { Actor } from '../../domain/actors.ts';
import type { Instant } from '../../domain/time.ts';

/**
 * Somewhere that things of a learner's are kept: a code with all that is kept under it, an exam with what was granted
 * there, an entry of the directory.
 */
export type PersonalDataLocation =
  | { kind: 'code'; attemptCode: string }
  | { kind: 'allowances'; examId: number }
  | { kind: 'entry'; key: string };

/** What is stored of learners. All of it can be repeated; what names nobody any more is not written again. */
export interface RetirementStore {
  /** From then on nothing that names the learner is stored, whoever is just about to. */
  mark(userId: number, at: Instant): Promise<{ doneUpTo: string | null }>;
  /** How far a retirement got that is to be gone on with; null once it is done. */
  saveProgress(userId: number, doneUpTo: string | null): Promise<void>;
  /** The learner is known by no username or email any more. */
  deleteAliases(userId: number): Promise<void>;
  /** Where there may be something of the learner's. An attempt created within the last second may be missing. */
  findPersonalData(userId: number): Promise<PersonalDataLocation[]>;
  /** Takes out what tells who the learner is. No status changes. */
  anonymise(userId: number, trace: PersonalDataLocation, write: { at: Instant; by: Actor }): Promise<void>;
}
