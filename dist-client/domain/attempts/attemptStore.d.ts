import type { Attempt, Removal } from './attempt.ts';
/** `current` is the attempt as it stands now, undefined when it is gone. */
export type WriteOutcome = {
    stored: true;
} | {
    stored: false;
    current: Attempt | undefined;
};
export type CreateOutcome = {
    stored: true;
}
/** The drawn id has an owner: draw another one. */
 | {
    stored: false;
    inTheWay: 'attempt_id';
} | {
    stored: false;
    inTheWay: readonly Holder[];
};
/** An attempt that has what the new one wants: live, or only still entered as having it. */
export interface Holder {
    has: 'attempt_code' | 'external_id' | 'current_attempt';
    attemptId: number;
}
/** What a new attempt may take over: the place of an attempt that gives way, and whatever removed attempts held. */
export interface Takeover {
    replaces?: Attempt | undefined;
    /** Holders known to be gone; attempt ids are never given out again. */
    gone: readonly number[];
}
/** Live attempts. Every write is conditional; what belongs together is one transaction. */
export interface AttemptStore {
    read(attemptId: number): Promise<Attempt | undefined>;
    /** Stores a new attempt, takes its code, external id and place as the learner's current attempt at the exam. */
    create(attempt: Attempt, takeover: Takeover): Promise<CreateOutcome>;
    /** Replaces `before`, if it is still what is stored, by `after`. */
    write(before: Attempt, after: Attempt): Promise<WriteOutcome>;
    /** Removes the attempt, if it is still as given, and remembers it in the directory. */
    remove(attempt: Attempt, removal: Removal): Promise<WriteOutcome>;
}
/** What the directory knows about a code that was once issued: its latest attempt. */
export interface DirectoryEntry {
    /** As it was created while the attempt is live; as it was removed afterwards. */
    attempt: Attempt;
    removal: Removal | null;
}
export interface Directory {
    readCode(attemptCode: string): Promise<DirectoryEntry | undefined>;
}
