import type { Attempt, Removal } from '../../domain/attempts/attempt.ts';

/** Entry of the directory for a code that was once issued: its latest attempt. */
export interface DirectoryEntry {
  /** As it was created while the attempt is live; as it was removed afterwards. */
  attempt: Attempt;
  removal: Removal | null;
}

export interface Directory {
  readCode(attemptCode: string): Promise<DirectoryEntry | undefined>;
  /** The code of the attempt that has, or last had, the vendor's id, in any case of its letters. */
  readExternal(externalId: string): Promise<{ attemptCode: string } | undefined>;
}
