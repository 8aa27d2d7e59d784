import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { backendFault } from '../../domain/exams/backends.ts';
import type { Exam, ExamFields } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { CourseExams, ExamAuthoring, Registration } from '../ports/examAuthoring.ts';

const MAX_TRIES = 50;

/**
 * Registers a course's exams: listed exams are created or changed, missing ones become inactive and unproctored.
 * Writes one transaction if it fits, else several, which a retry completes. Of two concurrent lists one wins entirely.
 * @returns the exams' ids in the order of the list
 * @throws DomainError `forbidden`, `unprocessable_exams` for a repeated content id or a backend that is not configured,
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
  const contentIds = list.map(fields => fields.contentId);
  const busy = `The exams of course ${courseId} are being registered concurrently. Try again.`;
  return retryOnConflict(
    async () => {
      const course = await ports.authoring.readCourse(courseId, contentIds);
      const listed = listedExams(course, list, above => drawId(ports.clock(), ports.random, above));
      const registration = {
        created: listed.filter(exam => !course.listed.get(exam.contentId)?.exam),
        changed: [
          ...listed.flatMap(exam => changeTo(course.listed.get(exam.contentId)?.exam, exam)),
          ...course.others.flatMap(exam => changeTo(exam, { isActive: false, isProctored: false })),
        ],
      };
      const isUnchanged = registration.created.length + registration.changed.length === 0;
      const isStored = isUnchanged || (await ports.authoring.register(course, registration));
      return isStored ? listed.map(({ examId }) => examId) : CONFLICT;
    },
    { maxTries: MAX_TRIES, busy },
  );
}

/** The exams as listed; an external id, which the vendor assigns, stays where the list has none. */
function listedExams(course: CourseExams, list: readonly ExamFields[], draw: (above: number) => number): Exam[] {
  let newId = 0;
  return list.map(fields => {
    const stored = course.listed.get(fields.contentId);
    if (!stored) newId = draw(newId);
    const externalId = fields.externalId ?? stored?.exam?.externalId ?? null;
    return { ...fields, externalId, examId: stored?.examId ?? newId };
  });
}

function requireDistinct(list: readonly ExamFields[]): void {
  const seen = new Set<string>();
  const inputErrors = list.flatMap(({ contentId }, index) => {
    const isRepeated = seen.has(contentId);
    seen.add(contentId);
    return isRepeated ? [{ pointer: `/${index}/content_id`, detail: 'is repeated in the list' }] : [];
  });
  if (inputErrors.length === 0) return;
  throw new DomainError('unprocessable_exams', 'Each content id may appear once in the list.', { inputErrors });
}

function requireKnownBackends(knownBackends: ReadonlySet<string>, list: readonly ExamFields[]): void {
  const inputErrors = list.flatMap((exam, index) => {
    const detail = backendFault(knownBackends, exam);
    return detail === undefined ? [] : [{ pointer: `/${index}/backend`, detail }];
  });
  if (inputErrors.length === 0) return;
  throw new DomainError('unprocessable_exams', 'A proctored exam needs a configured backend.', { inputErrors });
}

/** The fields that differ from the desired ones. */
function changeTo(exam: Exam | undefined, desired: Partial<Exam>): Registration['changed'] {
  if (!exam) return [];
  const different = (Object.keys(desired) as (keyof Exam)[]).filter(name => desired[name] !== exam[name]);
  if (different.length === 0) return [];
  return [{ examId: exam.examId, changes: Object.fromEntries(different.map(name => [name, desired[name]])) }];
}
