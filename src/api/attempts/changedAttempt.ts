import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { AttemptChanged } from '../../domain/attempts/attemptChanged.ts';
import type { ExternalIdPolicy } from '../../domain/attempts/visibleExternalId.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/time.ts';
import { readShownExam } from '../../usecases/attempts/shownAttempt.ts';
import { type StaffRightsPorts, withStaffRightsOver } from '../../usecases/courseStaff/staffRights.ts';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import { toWireAttempt } from './wire.ts';

export interface ChangedAttemptPorts extends StaffRightsPorts {
  exams: Pick<ExamStore, 'readCached' | 'readConsistent'>;
  externalIds: ExternalIdPolicy;
  clock: Clock;
}

/** Adds the attempt as it is now, as the caller may see it, to the problem `attempt_changed` of the operation. */
export async function withChangedAttempt<Result>(
  ports: ChangedAttemptPorts,
  caller: Caller,
  operation: () => Promise<Result>,
): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof AttemptChanged)) throw error;
    const attempt = await toChangedAttempt(ports, caller, error.attempt);
    throw new DomainError(error.code, error.message, { members: { attempt } });
  }
}

/** The attempt as the caller, who may act on it, may see it. */
export async function toChangedAttempt(ports: ChangedAttemptPorts, caller: Caller, attempt: Attempt) {
  const exam = await readShownExam(ports, attempt);
  const viewer = { caller: await withStaffRightsOver(ports, caller, attempt), ...ports.externalIds };
  return toWireAttempt(attempt, exam, ports.clock(), viewer);
}
