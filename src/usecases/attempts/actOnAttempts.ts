import { type Caller, isStaffOf } from '../../domain/actors.ts';
import type { BulkAction } from '../../domain/attempts/actions.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { AttemptChanged } from '../../domain/attempts/attemptChanged.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { DomainError, ERRORS, type ErrorCode, Overloaded } from '../../domain/errors.ts';
import { laterBy } from '../../domain/time.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { type AnyStaffPorts, isAnyStaff, withStaffRights, withStaffRightsOver } from '../courseStaff/staffRights.ts';
import type { CreationPorts } from '../ports/attemptPorts.ts';
import type { RowFailurePorts } from '../ports/rowFailures.ts';
import { actOnReadAttempt } from './actOnAttempt.ts';
import { applyTimeOut } from './applyTimeOut.ts';
import { attemptNotFound, capacitiesOn } from './readAttempt.ts';
import { removeReadAttempt } from './removeAttempt.ts';

export interface BulkRequest {
  action: BulkAction;
  attempts: readonly { attemptId: number; ifVersion?: number | undefined }[];
  reason: string | null;
  /** Decides without a write. */
  isDryRun: boolean;
}

/** The result of one attempt. */
export type BulkResult = { attemptId: number } & (
  | { ok: true; isChanged: boolean }
  /** `attempt`: as it is now, of another version than the caller has seen. */
  | { ok: false; code: ErrorCode; detail: string; attempt?: Attempt }
);

const CONCURRENCY = 10;
/** No further batch is begun then: the request has 25 s. */
const MAX_SECONDS = 15;

type BulkPorts = CreationPorts & AnyStaffPorts & RowFailurePorts;

/**
 * Carries out an action of staff on each of the attempts, independently, in the order given. Rows beyond the time of a request
 * are `busy`, and unexpected errors `internal_error`; repeating the request is safe.
 * @throws DomainError `forbidden` unless the caller is staff of a course of one of them; Overloaded where no row succeeded
 */
export async function actOnAttempts(ports: BulkPorts, caller: Caller, request: BulkRequest): Promise<BulkResult[]> {
  const until = laterBy(ports.clock(), MAX_SECONDS);
  const rows = await readRows(ports, caller, request);
  let overload: Overloaded | undefined;
  const results = await mapInBatches(rows, CONCURRENCY, async ({ attemptId, ifVersion, read }) => {
    if (overload) return failure(attemptId, 'overloaded');
    if (ports.clock() >= until) return failure(attemptId, 'busy', 'Not processed in the time of a request. Repeat it.');
    try {
      const isChanged = await actOnRow(ports, caller, requireRead(attemptId, read), { ...request, ifVersion });
      return { attemptId, ok: true, isChanged } as const;
    } catch (error) {
      if (error instanceof Overloaded) overload = error;
      const failure = toFailure(attemptId, error);
      if (failure.code === 'internal_error') ports.onRowFailure({ attemptId, error });
      return failure;
    }
  });
  if (overload && !results.some(({ ok }) => ok)) throw overload;
  return results;
}

/**
 * The rows with their attempts, or with the error of an attempt that cannot be read.
 * @throws DomainError `forbidden`: nobody but staff learns which attempts exist; Overloaded
 */
async function readRows(ports: BulkPorts, caller: Caller, { attempts }: BulkRequest) {
  const rows = await mapInBatches(attempts, CONCURRENCY, async row => {
    const [read] = await Promise.allSettled([ports.attempts.read(row.attemptId)]);
    if (read.status === 'rejected' && read.reason instanceof Overloaded) throw read.reason;
    return { ...row, read };
  });
  const courseIds = rows.flatMap(({ read }) => (read.status === 'fulfilled' && read.value?.courseId) || []);
  const staff = await withStaffRights(ports, caller, courseIds);
  const mayAct = courseIds.length > 0 ? courseIds.some(id => isStaffOf(staff, id)) : await isAnyStaff(ports, caller);
  if (!mayAct) throw new DomainError('forbidden', 'Only staff of the course of an attempt may do this.');
  return rows;
}

/** @throws DomainError `attempt_not_found`; the error of an attempt that cannot be read */
function requireRead(attemptId: number, read: PromiseSettledResult<Attempt | undefined>): Attempt {
  if (read.status === 'rejected') throw read.reason;
  if (!read.value) throw attemptNotFound(attemptId);
  return read.value;
}

/** @returns whether the attempt changes */
async function actOnRow(
  ports: BulkPorts,
  caller: Caller,
  attempt: Attempt,
  { action, reason, isDryRun, ifVersion }: Omit<BulkRequest, 'attempts'> & { ifVersion: number | undefined },
): Promise<boolean> {
  const staff = await withStaffRightsOver(ports, caller, attempt);
  const current = await applyTimeOut(ports, attempt, ports.clock());
  const transition = findTransition(current, action, capacitiesOn(current, staff), { ifVersion });
  if (action === 'remove') {
    if (!isDryRun) await removeReadAttempt(ports, staff, attempt, reason, { ifVersion });
    return true;
  }
  if (isDryRun) {
    const by = { role: 'staff', userId: caller.userId } as const;
    return applyTransition(current, transition, { now: ports.clock(), by, terms: null }) !== current;
  }
  const after = await actOnReadAttempt(ports, staff, attempt, action, { reason, ifVersion });
  return after.version !== current.version;
}

function toFailure(attemptId: number, error: unknown): BulkResult & { ok: false } {
  if (error instanceof AttemptChanged) {
    return { ...failure(attemptId, error.code, error.message), attempt: error.attempt };
  }
  if (error instanceof DomainError) return failure(attemptId, error.code, error.message);
  if (error instanceof Overloaded) return failure(attemptId, 'overloaded');
  return failure(attemptId, 'internal_error', INTERNAL_ERROR);
}

const INTERNAL_ERROR = 'Internal error. Read the attempt before you repeat the action: it may have been carried out.';

function failure(attemptId: number, code: ErrorCode, detail = `${ERRORS[code].title}.`) {
  return { attemptId, ok: false, code, detail } as const;
}
