import { ADDITIONAL_TIME } from './additionalTime.ts';
import { statusText } from './statuses.ts';
import type { Allowance, Attempt, BulkRow, TimeJob } from './wire.ts';
import { ACTIONS, type BulkAction, PROBLEMS } from './wording.ts';

/** Results of an action on several attempts, in words. */

/** The result for one attempt, or the preview of it. */
export interface RowResult {
  /** As it is now, if it has changed meanwhile. */
  attempt: Attempt;
  ok: boolean;
  changed: boolean;
  /** Of a failure: the code of the problem. */
  code: string;
  detail: string;
}

/** Attempts that one request takes. */
const CHUNK = 100;
/** Attempts that can be selected: all chunks are sent side by side. */
export const MAX_SELECTED = 500;

export function chunksOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK) }, (_, index) =>
    rows.slice(index * CHUNK, (index + 1) * CHUNK),
  );
}

export function toResults(attempts: readonly Attempt[], rows: readonly BulkRow[]): RowResult[] {
  const byId = new Map(rows.map(row => [row.attempt_id, row]));
  return attempts.map(attempt => {
    const row = byId.get(attempt.id);
    if (row === undefined) return failed(attempt, 'busy');
    const { ok, changed = false, code = '', detail = '' } = row;
    return { attempt: row.attempt ?? attempt, ok, changed, code, detail };
  });
}

/** The result for the learner of one attempt, of a grant that names them. */
export function timeResult(attempt: Attempt, job: TimeJob): RowResult {
  const userId = attempt.user.id;
  if (job.excluded_user_id === userId) return failed(attempt, 'own_attempt');
  const isGranted = job.granted_user_ids?.includes(userId) ?? false;
  if (!isGranted && job.state === 'done') return failed(attempt, 'learner_not_known');
  return { attempt, ok: true, changed: true, code: isGranted ? '' : 'running', detail: '' };
}

/** The same failure of each attempt, as when the service could not be reached. */
export function failed(attempt: Attempt, code: string, detail = ''): RowResult {
  return { attempt, ok: false, changed: false, code, detail };
}

export const willChange = ({ ok, changed }: RowResult) => ok && changed;

/** Failures after which deciding again can succeed. */
const REPEATABLE: ReadonlySet<string> = new Set(['attempt_changed', 'busy', 'internal_error', 'overloaded', 'unsent']);

export const isRepeatable = ({ code }: RowResult) => REPEATABLE.has(code);

/** The text of a preview: `12 of 14 can be verified; 2 cannot`. */
export function describePreview(action: BulkAction, results: readonly RowResult[]): string {
  const able = results.filter(willChange).length;
  const rest = results.length - able;
  const can = `${able} of ${results.length} can be ${ACTIONS[action].passive}`;
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
  /** The total when it was read, and then: grants of colleagues meanwhile are added. */
  before: number;
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
