import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { backendFault } from '../../domain/exams/backends.ts';
import type { Exam, ExamFields } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { CourseExams, ExamAuthoring, Registration } from '../ports/examAuthoring.ts';

const RETRIES = { maxTries: 50, busy: 'The exams of the course are being registered by many at once. Try again.' };

/**
 * Registers a course's exams: those of the list are created or changed, those missing from it become inactive and
 * unproctored, none is deleted. One transaction as long as it can carry everything; above it in parts, and repeating
 * it finishes a registration that was cut off. Of two lists at the same moment one stands, whole.
 * @returns the exams' ids in the order of the list
 * @throws DomainError `forbidden`, `unprocessable_exams` for a content id that comes twice or a backend that nobody configured,
 *   `busy`
 */
export async function registerExams(
  ports: { authoring: ExamAuthoring; knownBackends: ReadonlySet<string>; clock: Clock; random: RandomInteger },
  caller: Caller,
  courseId: string,
  list: readonly ExamFields[],
): Promise<number[]> {
  requireGlobalStaff(caller);
  requireDistinct(list);
  requireKnownBackends(ports.knownBackends, list);
  const contentIds = list.map(one => one.contentId);
  return retryOnConflict(async () => {
    const course = await ports.authoring.readCourse(courseId, contentIds);
    const listed = listedExams(course, list, above => drawId(ports.clock(), ports.random, above));
    const registration = {
      created: listed.filter(exam => !course.listed.get(exam.contentId)?.exam),
      changed: [
        ...listed.flatMap(exam => changeTo(course.listed.get(exam.contentId)?.exam, exam)),
        ...course.others.flatMap(exam => changeTo(exam, { isActive: false, isProctored: false })),
      ],
    };
    const isDone = registration.created.length + registration.changed.length === 0;
    const isStored = isDone || (await ports.authoring.register(course, registration));
    return isStored ? listed.map(({ examId }) => examId) : CONFLICT;
  }, RETRIES);
}

/** The exams as the list wants them. The external id is the vendor's: a list that does not know it leaves it. */
function listedExams(course: CourseExams, list: readonly ExamFields[], draw: (above: number) => number): Exam[] {
  let drawn = 0;
  return list.map(fields => {
    const known = course.listed.get(fields.contentId);
    if (!known) drawn = draw(drawn);
    const externalId = fields.externalId ?? known?.exam?.externalId ?? null;
    return { ...fields, externalId, examId: known?.examId ?? drawn };
  });
}

function requireDistinct(list: readonly ExamFields[]): void {
  const seen = new Set<string>();
  const inputErrors = list.flatMap(({ contentId }, index) => {
    const isRepeated = seen.has(contentId);
    seen.add(contentId);
    return isRepeated ? [{ pointer: `/${index}/content_id`, detail: 'comes twice in the list' }] : [];
  });
  if (inputErrors.length === 0) return;
  throw new DomainError('unprocessable_exams', 'Each content id may come once.', { inputErrors });
}

function requireKnownBackends(knownBackends: ReadonlySet<string>, list: readonly ExamFields[]): void {
  const inputErrors = list.flatMap((exam, index) => {
    const detail = backendFault(knownBackends, exam);
    return detail === undefined ? [] : [{ pointer: `/${index}/backend`, detail }];
  });
  if (inputErrors.length === 0) return;
  throw new DomainError('unprocessable_exams', 'A proctored exam needs a configured backend.', { inputErrors });
}

/** Fields that differ; a field that is as wanted is not written again. */
function changeTo(exam: Exam | undefined, wanted: Partial<Exam>): Registration['changed'] {
  if (!exam) return [];
  const different = (Object.keys(wanted) as (keyof Exam)[]).filter(name => wanted[name] !== exam[name]);
  if (different.length === 0) return [];
  return [{ examId: exam.examId, changes: Object.fromEntries(different.map(name => [name, wanted[name]])) }];
}
