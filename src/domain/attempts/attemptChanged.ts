import { DomainError } from '../errors.ts';
import type { Attempt } from './attempt.ts';

/** The attempt is not of the version that the caller has seen. */
export class AttemptChanged extends DomainError {
  /** The attempt as it is now, its time-out applied. */
  readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    super(
      'attempt_changed',
      `Attempt ${attempt.attemptId} has changed: its version is ${attempt.version}. Check it and decide again.`,
    );
    this.attempt = attempt;
  }
}

/**
 * @param attempt with its time-out applied: reads show that version as well
 * @param version the version that the caller has seen; undefined for any
 * @throws AttemptChanged for another version
 */
export function requireVersion(attempt: Attempt, version: number | undefined): void {
  if (version !== undefined && attempt.version !== version) throw new AttemptChanged(attempt);
}
