import type { Attempt, Removal } from '../../domain/attempts/attempt.ts';

/** The directory's entry for an attempt code: its latest attempt. */
export interface DirectoryEntry {
  /** The attempt as created while it is live, or as removed. */
  attempt: Attempt;
  removal: Removal | null;
}

export interface Directory {
  readCode(attemptCode: string): Promise<DirectoryEntry | undefined>;
  /** The code of the attempt that owns, or last owned, the external id; case-insensitive. */
  readExternal(externalId: string): Promise<{ attemptCode: string } | undefined>;
}
