import { ADDITIONAL_TIME } from './additionalTime.ts';
import { statusText } from './statuses.ts';
import type { Allowance, Attempt, BulkRow, TimeJob } from './wire.ts';
import { ACTIONS, type BulkAction, PROBLEMS } from './wording.ts';

/** Results of an action on several attempts, in words. */

/** The result for one attempt, or the preview of it. */
export interface RowResult {
  /** The attempt as it is now, if it has changed meanwhile. */
  attempt: Attempt;
  ok: boolean;
  changed: boolean;
  /** The problem code of a failure; `running` for time that the job will grant, empty otherwise. */
  code: string;
  detail: string;
}

/** Maximum of attempts in one request. */
const CHUNK_SIZE = 100;
/** Maximum of attempts in a selection: all chunks are sent concurrently. */
export const MAX_SELECTED = 500;

export function chunksOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK_SIZE) }, (_, index) =>
    rows.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE),
  );
}

export function toResults(attempts: readonly Attempt[], rows: readonly BulkRow[]): RowResult[] {
  const byId = new Map(rows.map(row => [row.attempt_id, row]));
  return attempts.map(attempt => {
    const row = byId.get(attempt.id);
    if (row === undefined) return toFailure(attempt, 'busy');
    const { ok, changed = false, code = '', detail = '' } = row;
    return { attempt: row.attempt ?? attempt, ok, changed, code, detail };
  });
}

/** The result of a time job for the learner of one attempt. */
export function timeResult(attempt: Attempt, job: TimeJob): RowResult {
  const userId = attempt.user.id;
  if (job.excluded_user_id === userId) return toFailure(attempt, 'own_attempt');
  const isGranted = job.granted_user_ids?.includes(userId) ?? false;
  if (!isGranted && job.state === 'done') return toFailure(attempt, 'learner_not_known');
  return { attempt, ok: true, changed: true, code: isGranted ? '' : 'running', detail: '' };
}

export function toFailure(attempt: Attempt, code: string, detail = ''): RowResult {
  return { attempt, ok: false, changed: false, code, detail };
}

export const willChange = ({ ok, changed }: RowResult) => ok && changed;

/** Failures after which deciding again can succeed. */
const REPEATABLE: ReadonlySet<string> = new Set(['attempt_changed', 'busy', 'internal_error', 'overloaded', 'unsent']);

export const isRepeatable = ({ code }: RowResult) => REPEATABLE.has(code);

/** The text of a preview: `12 of 14 can be verified; 2 cannot:`, before the list of those. */
export function describePreview(action: BulkAction, results: readonly RowResult[]): string {
  const changeCount = results.filter(willChange).length;
  const rest = results.length - changeCount;
  const can = `${changeCount} of ${results.length} can be ${ACTIONS[action].passive}`;
  return rest === 0 ? `${can}.` : `${can}; ${rest} cannot:`;
}

/** The result of all: `Verified: 3 of 4`. */
export function describeResults(action: BulkAction, results: readonly RowResult[]): string {
  const done = results.filter(({ ok }) => ok).length;
  return `${ACTIONS[action].done}: ${done} of ${results.length}`;
}

/** The result of an attempt as a clause that follows its name. */
export function describeRow(action: BulkAction, { attempt, ok, changed, code, detail }: RowResult): string {
  if (ok && code === 'running') return 'gets the time within two minutes';
  if (ok) return changed ? ACTIONS[action].done : ACTIONS[action].unchanged;
  const status = statusText(attempt.status).label;
  if (code === 'attempt_changed') return `has changed meanwhile and is now “${status}”`;
  if (code === 'illegal_status_transition') return `has the status “${status}”`;
  return PROBLEMS[code] ?? detail;
}

/** Additional time of a learner at the exam of an attempt. */
export interface TimeChange {
  attempt: Attempt;
  examId: number;
  /** The total minutes as they were read. */
  before: number;
  /** The total afterwards, to which grants of colleagues in between are added. */
  after: number;
}

/** The changes that give the learner of each attempt so many more minutes; an attempt without an exam is left out. */
export function timeChanges(
  attempts: readonly Attempt[],
  allowances: readonly Allowance[],
  minutes: number,
): TimeChange[] {
  const granted = new Map(
    allowances
      .filter(({ key }) => key === ADDITIONAL_TIME)
      .map(({ user, proctored_exam, value }) => [`${user.id} ${proctored_exam.id}`, Number(value) || 0]),
  );
  return attempts.flatMap(attempt => {
    const examId = attempt.proctored_exam?.id;
    if (examId === undefined) return [];
    const before = granted.get(`${attempt.user.id} ${examId}`) ?? 0;
    return { attempt, examId, before, after: before + minutes };
  });
}
