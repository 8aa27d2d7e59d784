import type { Actor } from '../../domain/actors.ts';
import type { Instant } from '../../domain/time.ts';

/**
 * A location of a learner's data: an attempt code with the items stored under it, the learner's allowances at an exam, an
 * entry of the directory.
 */
export type PersonalDataLocation =
  | { kind: 'code'; attemptCode: string }
  | { kind: 'allowances'; examId: number }
  | { kind: 'entry'; key: string };

/** Erasure of learners' personal data. All calls are idempotent; an anonymised item is not written again. */
export interface ErasureStore {
  /**
   * Marks the learner as erased: from then on no write stores their personal data, not even of a request in progress.
   * @returns the time of the first marking, and the progress of an unfinished erasure, as `saveProgress` stored it
   */
  mark(userId: number, at: Instant): Promise<{ markedAt: Instant; doneUpTo: string | null }>;
  /** @param doneUpTo the key up to which all locations are anonymised, in the order of the caller; null once all are */
  saveProgress(userId: number, doneUpTo: string | null): Promise<void>;
  /** Deletes the learner's username and email. */
  deleteAliases(userId: number): Promise<void>;
  /** The time in which a write usually reaches the indexes that `findPersonalData` searches. */
  indexLagSeconds: number;
  /** Locations that may have data of the learner. One that was written within `indexLagSeconds` may be missing. */
  findPersonalData(userId: number): Promise<PersonalDataLocation[]>;
  /** Anonymises the items of a location. No status changes. */
  anonymise(userId: number, location: PersonalDataLocation, write: { at: Instant; by: Actor }): Promise<void>;
}
