import { type Caller, requireStaffOf, requireStaffOver } from '../../domain/actors.ts';
import { normaliseBulkAllowance, storedKey } from '../../domain/allowances/allowance.ts';
import { DomainError, ERRORS, type Overloaded } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { asCourseStaff, isAnyStaff, withStaffRights } from '../courseStaff/staffRights.ts';
import { requireExamOfCourse } from '../exams/examOfCourse.ts';
import { examDoesNotExist } from '../exams/readExam.ts';
import { requireLearner } from '../learners/registerLearners.ts';
import type { LearnerReference } from '../ports/learnerStore.ts';
import type { RowFailurePorts } from '../ports/rowFailures.ts';
import { DONE, INTERNAL_ERROR, processRows, type RowResult } from './processRows.ts';
import { type AllowancePorts, grant, requireActive, revoke } from './setAllowance.ts';

/** A row of a bulk request: an exam, and a learner as the request names them. */
interface Row {
  examId: number;
  userInfo: LearnerReference;
}

/** Result for one exam and learner. */
export type BulkRow = Row & RowResult;

/** One allowance for several learners at several exams. */
interface BulkInput {
  examIds: readonly number[];
  userInfos: readonly LearnerReference[];
  key: string;
  value: string;
  /** The value that the caller has seen, of each of them: null for none, undefined for any. */
  ifValue?: string | null | undefined;
  /** Checks each row without a write; those that can be granted have the present value. */
  isDryRun?: boolean;
}

export type BulkAllowancePorts = AllowancePorts & RowFailurePorts;

/** Exams times learners in one request. */
const MAX_ROWS = 1000;
const CONCURRENCY = 20;

/**
 * Grants one allowance to each of the learners at each of the exams. Course staff granting to themselves is a row with 403;
 * rows beyond the time of a request are a 503, those with an unexpected error a 500, and repeating the request grants them.
 * @throws DomainError `forbidden` when an exam is of a course of other staff, or every row is a 403; `invalid_request`,
 *   `bad_allowance_value`; when no row succeeded `internal_error`, Overloaded, or but for a dry run `no_allowance_granted`
 */
export async function setAllowances(ports: BulkAllowancePorts, caller: Caller, input: BulkInput): Promise<BulkRow[]> {
  const exams = await readExams(ports, input);
  const staff = await withStaffRights(
    ports,
    caller,
    [...exams.values()].map(({ courseId }) => courseId),
  );
  for (const { courseId } of exams.values()) requireStaffOf(staff, courseId);
  if (exams.size === 0 && !(await isAnyStaff(ports, caller))) {
    throw new DomainError('forbidden', 'Only staff of the course may grant allowances.', { field: 'user_info' });
  }
  const { rows, overload } = await grantRows(ports, staff, exams, input);
  if (rows.some(row => row.status === 200)) return rows;
  const [first] = rows;
  if (first && rows.every(row => row.status === ERRORS.forbidden.status)) {
    throw new DomainError('forbidden', first.detail ?? '', { field: 'user_info' });
  }
  if (overload) throw overload;
  if (rows.some(row => row.status === INTERNAL_ERROR.status)) {
    throw new DomainError('internal_error', INTERNAL_ERROR.detail);
  }
  if (rows.some(row => row.status === ERRORS.allowances_unfinished.status)) {
    throw new DomainError(
      'allowances_unfinished',
      'Some allowances are not granted yet. Repeat the request to continue.',
    );
  }
  if (input.isDryRun || rows.some(row => row.status === ERRORS.allowance_changed.status)) return rows;
  throw new DomainError('no_allowance_granted', 'No allowance was granted. Check the exams and the learners.', {
    field: 'user_info',
  });
}

/**
 * The same at exams of one course: an exam of another course is a row that failed, like an unknown learner.
 * @throws DomainError `forbidden`, `exam_not_found` if none of the exams is of the course, `invalid_request`,
 *   `bad_allowance_value`; Overloaded when no row succeeded
 */
export async function setAllowancesInCourse(
  ports: BulkAllowancePorts,
  caller: Caller,
  courseId: string,
  input: BulkInput,
): Promise<BulkRow[]> {
  const staff = await asCourseStaff(ports, caller, courseId);
  const stored = await readExams(ports, input);
  const exams = new Map([...stored].filter(([, exam]) => exam.courseId === courseId));
  if (exams.size === 0) throw new DomainError('exam_not_found', `Course ${courseId} has none of these exams.`);
  const { rows, overload } = await grantRows(ports, staff, exams, input);
  if (overload && !rows.some(row => row.status === 200)) throw overload;
  return rows;
}

/**
 * Removes one allowance of each of the learners at an exam of the course; no error where there is none.
 * @throws DomainError `forbidden`, `exam_not_found`; Overloaded when no row succeeded
 */
export async function removeAllowancesInCourse(
  ports: BulkAllowancePorts,
  caller: Caller,
  courseId: string,
  input: { examId: number; userInfos: readonly LearnerReference[]; key: string },
): Promise<BulkRow[]> {
  const staff = await asCourseStaff(ports, caller, courseId);
  const { examId, userInfos } = input;
  const exam = await requireExamOfCourse(ports, courseId, examId);
  const key = storedKey(input.key);
  const rows = userInfos.map(userInfo => ({ examId, userInfo }));
  const { results, overload } = await processRows(ports, rows, async ({ userInfo }) => {
    const userId = requireLearner(await ports.learners.resolve(userInfo));
    await revoke(ports, exam, { userId, key, by: requireStaffOver(staff, courseId, userId) });
    return DONE;
  });
  if (overload && !results.some(row => row.status === 200)) throw overload;
  return results;
}

/** The existing ones of the exams. @throws DomainError `invalid_request` for too many rows */
async function readExams(ports: Pick<AllowancePorts, 'exams'>, { examIds, userInfos }: BulkInput) {
  if (examIds.length * userInfos.length > MAX_ROWS) {
    throw new DomainError('invalid_request', `A request may name at most ${MAX_ROWS} exams times learners. Split it.`);
  }
  const stored = await mapInBatches(examIds, CONCURRENCY, examId => ports.exams.read(examId));
  return new Map(stored.flatMap(exam => (exam ? [[exam.examId, exam] as const] : [])));
}

/** @throws DomainError `bad_allowance_value`, before any row */
async function grantRows(
  ports: BulkAllowancePorts,
  staff: Caller,
  exams: ReadonlyMap<number, Exam>,
  { examIds, userInfos, key, value, ifValue, isDryRun = false }: BulkInput,
): Promise<{ rows: BulkRow[]; overload: Overloaded | undefined }> {
  for (const { timeLimitMins } of exams.values()) normaliseBulkAllowance(key, value, timeLimitMins);
  const pairs = examIds.flatMap(examId => userInfos.map(userInfo => ({ examId, userInfo })));
  const { results, overload } = await processRows(ports, pairs, async ({ examId, userInfo }) => {
    const exam = exams.get(examId);
    if (!exam) throw examDoesNotExist(examId);
    requireActive(exam);
    const userId = requireLearner(await ports.learners.resolve(userInfo));
    const by = requireStaffOver(staff, exam.courseId, userId);
    if (!isDryRun) {
      await grant(ports, exam, { userId, ...normaliseBulkAllowance(key, value, exam.timeLimitMins), ifValue, by });
      return DONE;
    }
    requireLearner(await ports.learners.find(userId));
    const present = await ports.allowances.read(examId, userId, storedKey(key));
    return { ...DONE, value: present?.value ?? null };
  });
  return { rows: results, overload };
}
