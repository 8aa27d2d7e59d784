import { type Caller, requireStaffOf, requireStaffOver } from '../../domain/actors.ts';
import { normaliseBulkAllowance } from '../../domain/allowances/allowance.ts';
import { DomainError, ERRORS, Overloaded } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { laterBy } from '../../domain/time.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { withStaffRights } from '../courseStaff/staffRights.ts';
import { requireLearner } from '../learners/registerLearners.ts';
import type { LearnerReference } from '../ports/learnerStore.ts';
import { type AllowancePorts, grant, requireActive } from './setAllowance.ts';

/** Result for one exam and learner: an HTTP status, and the reason for a failure. */
export interface BulkRow {
  examId: number;
  /** As the request named the learner. */
  userInfo: LearnerReference;
  status: number;
  detail?: string;
}

/** Exams times learners in one request. */
const MAX_ROWS = 1000;
const CONCURRENCY = 20;
/** No further row is begun then: the request has 25 s. */
const MAX_SECONDS = 15;

/**
 * Grants one allowance to each of the learners at each of the exams. Course staff granting to themselves is a row with 403;
 * rows beyond the time of a request are a 503, and repeating the request grants them.
 * @throws DomainError `forbidden` when one of the exams is of a course of other staff, or every row is a 403;
 *   `invalid_request`, `bad_allowance_value`; `no_allowance_granted` or Overloaded when no row succeeded
 */
export async function setAllowances(
  ports: AllowancePorts,
  caller: Caller,
  input: { examIds: readonly number[]; userInfos: readonly LearnerReference[]; key: string; value: string },
): Promise<BulkRow[]> {
  const { key, value } = input;
  if (input.examIds.length * input.userInfos.length > MAX_ROWS) {
    throw new DomainError('invalid_request', `A request may name at most ${MAX_ROWS} exams times learners. Split it.`);
  }
  const stored = await mapInBatches(input.examIds, CONCURRENCY, examId => ports.exams.read(examId));
  const exams = new Map(stored.flatMap(exam => (exam ? [[exam.examId, exam]] : [])));
  const staff = await withStaffRights(
    ports,
    caller,
    [...exams.values()].map(({ courseId }) => courseId),
  );
  for (const { courseId } of exams.values()) requireStaffOf(staff, courseId);
  if (exams.size === 0 && !caller.isStaff && caller.courseStaff.length === 0) {
    throw new DomainError('forbidden', 'Only staff of the course may grant allowances.', { field: 'user_info' });
  }
  for (const { timeLimitMins } of exams.values()) normaliseBulkAllowance(key, value, timeLimitMins);

  const pairs = input.examIds.flatMap(examId => input.userInfos.map(userInfo => ({ examId, userInfo })));
  const { rows, overload } = await grantAll(ports, pairs, pair =>
    grantOne(ports, staff, exams.get(pair.examId), pair, input),
  );
  if (rows.some(row => row.status === 200)) return rows;
  const [first] = rows;
  if (first && rows.every(row => row.status === ERRORS.forbidden.status)) {
    throw new DomainError('forbidden', first.detail ?? '', { field: 'user_info' });
  }
  if (overload) throw overload;
  if (rows.some(row => row.status === ERRORS.allowances_unfinished.status)) {
    throw new DomainError(
      'allowances_unfinished',
      'Some allowances are not granted yet. Repeat the request to continue.',
    );
  }
  throw new DomainError('no_allowance_granted', 'No allowance was granted. Check the exams and the learners.', {
    field: 'user_info',
  });
}

type Pair = Pick<BulkRow, 'examId' | 'userInfo'>;

/** Grants as many as fit the time of a request, and stops once the database is overloaded. */
async function grantAll(
  ports: Pick<AllowancePorts, 'clock'>,
  pairs: readonly Pair[],
  grantPair: (pair: Pair) => Promise<BulkRow>,
): Promise<{ rows: BulkRow[]; overload: Overloaded | undefined }> {
  const until = laterBy(ports.clock(), MAX_SECONDS);
  let overload: Overloaded | undefined;
  const rows = await mapInBatches(pairs, CONCURRENCY, async pair => {
    if (overload || ports.clock() >= until) return unfinished(pair);
    try {
      return await grantPair(pair);
    } catch (error) {
      if (!(error instanceof Overloaded)) throw error;
      overload = error;
      return { ...pair, status: ERRORS.overloaded.status, detail: `${ERRORS.overloaded.title}.` };
    }
  });
  return { rows, overload };
}

function unfinished(pair: Pair): BulkRow {
  const detail = 'Not granted yet. Repeat the request.';
  return { ...pair, status: ERRORS.allowances_unfinished.status, detail };
}

async function grantOne(
  ports: AllowancePorts,
  caller: Caller,
  exam: Exam | undefined,
  pair: { examId: number; userInfo: LearnerReference },
  { key, value }: { key: string; value: string },
): Promise<BulkRow> {
  try {
    if (!exam) throw new DomainError('exam_does_not_exist', `There is no exam with the id ${pair.examId}.`);
    requireActive(exam);
    const userId = requireLearner(await ports.learners.resolve(pair.userInfo));
    const by = requireStaffOver(caller, exam.courseId, userId);
    const allowance = normaliseBulkAllowance(key, value, exam.timeLimitMins);
    await grant(ports, exam, { userId, ...allowance, by });
    return { ...pair, status: 200 };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ...pair, status: ERRORS[error.code].status, detail: error.message };
  }
}
