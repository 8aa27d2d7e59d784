import { type Caller, requireStaffOver } from '../../domain/actors.ts';
import { additionalTimeOf } from '../../domain/allowances/allowance.ts';
import { DomainError, type InputError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { asCourseStaff } from '../courseStaff/staffRights.ts';
import { DONE, processRows } from './processRows.ts';
import { grant } from './setAllowance.ts';
import type { BulkAllowancePorts } from './setAllowances.ts';

const CONCURRENCY = 20;

/** Additional time of a learner at an exam. */
export interface TimeRow {
  examId: number;
  learner: string;
  /** A username may be an email as well. */
  namedBy: 'username' | 'email';
  /** Fractions are rounded. */
  minutes: number;
}

/**
 * Sets the additional time of each row; of rows for the same learner and exam the last one counts. Nothing is stored unless
 * every row is valid. Writes that are interrupted are completed by repeating the request.
 * @throws DomainError `forbidden`, also for course staff on their own time; `invalid_request` with a fault for each row,
 *   `bad_allowance_value`, `allowances_unfinished`; Overloaded
 */
export async function setAdditionalTimes(
  ports: BulkAllowancePorts,
  caller: Caller,
  courseId: string,
  rows: readonly TimeRow[],
): Promise<void> {
  const staff = await asCourseStaff(ports, caller, courseId);
  const [exams, learners] = await Promise.all([
    readDistinct(
      rows.map(({ examId }) => examId),
      examId => ports.exams.read(examId),
    ),
    readDistinct(
      rows.map(({ learner }) => learner),
      learner => ports.learners.find(learner),
    ),
  ]);
  const checked = rows.map(({ examId, learner: name, namedBy, minutes }) => {
    const learner = learners.get(name);
    return {
      exam: exams.get(examId),
      userId: learner && isNamed(learner, namedBy, name) ? learner.id : undefined,
      ...additionalTimeOf(minutes),
    };
  });
  requireValid(checked.map(({ exam, userId }) => faultOf(courseId, exam, userId)));
  const grants = checked.flatMap(({ exam, userId, ...allowance }) =>
    exam && userId !== undefined
      ? [{ exam, examId: exam.examId, userId, ...allowance, by: requireStaffOver(staff, courseId, userId) }]
      : [],
  );
  const latest = new Map(grants.map(row => [`${row.userId} ${row.examId}`, row]));
  const { results, overload } = await processRows(ports, [...latest.values()], async ({ exam, examId: _, ...row }) => {
    await grant(ports, exam, row);
    return DONE;
  });
  if (overload) throw overload;
  if (results.every(({ status }) => status === 200)) return;
  throw new DomainError('allowances_unfinished', 'Some allowances are not stored yet. Repeat the request to continue.');
}

/** Resolving a name falls back to email and id; a match by another field is another learner. */
function isNamed(learner: KnownLearner, namedBy: TimeRow['namedBy'], name: string): boolean {
  const hasUsername = namedBy === 'username' && learner.username === name;
  return hasUsername || learner.email.toLowerCase() === name.toLowerCase();
}

/** Reads each distinct key once. */
async function readDistinct<Key, Value>(
  keys: readonly Key[],
  read: (key: Key) => Promise<Value | undefined>,
): Promise<Map<Key, Value | undefined>> {
  const entries = await mapInBatches([...new Set(keys)], CONCURRENCY, async key => [key, await read(key)] as const);
  return new Map(entries);
}

function faultOf(courseId: string, exam: Exam | undefined, userId: number | undefined): string | undefined {
  if (exam?.courseId !== courseId) return 'must be for an exam of the course';
  if (!exam.isActive) return 'must be for an active exam';
  return userId === undefined ? 'must be for a known learner: register the learner first' : undefined;
}

/** @param faults undefined for each valid row @throws DomainError `invalid_request` */
function requireValid(faults: readonly (string | undefined)[]): void {
  const inputErrors = faults.flatMap((detail, index): InputError[] =>
    detail ? [{ pointer: `/${index}`, detail }] : [],
  );
  const [first] = inputErrors;
  if (!first) return;
  const detail = `No allowance was stored: ${inputErrors.length} of ${faults.length} are not valid. ${first.pointer} ${first.detail}.`;
  throw new DomainError('invalid_request', detail, { inputErrors });
}
