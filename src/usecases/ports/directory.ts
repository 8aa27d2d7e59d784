import type { Attempt, Removal } from '../../domain/attempts/attempt.ts';

/** What the directory knows about a code that was once issued: its latest attempt. */
export interface DirectoryEntry {
  /** As it was created while the attempt is live; as it was removed afterwards. */
  attempt: Attempt;
  removal: Removal | null;
}

export interface Directory {
  readCode(attemptCode: string): Promise<DirectoryEntry | undefined>;
  /** The code of the attempt that has, or last had, the vendor's id, whatever its case. */
  readExternal(externalId: string): Promise<{ attemptCode: string } | undefined>;
}
