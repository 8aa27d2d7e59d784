import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { type Backends, backendFault } from '../../domain/exams/backends.ts';
import type { Exam, ExamFields } from '../../domain/exams/exam.ts';
import { newExam, withExternalIds } from '../../domain/exams/externalIds.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { CourseExams, ExamAuthoring, Registration } from '../ports/examAuthoring.ts';

const MAX_TRIES = 50;

export interface CourseExamPorts {
  authoring: ExamAuthoring;
  knownBackends: ReadonlySet<string>;
  backends: Pick<Backends, 'defaultName'>;
  clock: Clock;
  random: RandomInteger;
}

/** An exam of a list; without a backend, a stored exam keeps its own; a new one has none, which means the default. */
export type ListedExam = Omit<ExamFields, 'backend'> & Partial<Pick<ExamFields, 'backend'>>;

/** The error of a list that cannot be registered. */
type ListProblem = 'unprocessable_exams' | 'invalid_request';

/**
 * Registers a course's exams for the LMS.
 * @returns the exams' ids in the order of the list
 * @throws DomainError `forbidden`, `unprocessable_exams` for a repeated content id or a backend that is not configured,
 *   `busy`
 */
export async function registerExams(
  ports: CourseExamPorts,
  caller: Caller,
  courseId: string,
  list: readonly ExamFields[],
): Promise<number[]> {
  requireGlobalStaff(caller);
  return storeCourseExams(ports, courseId, list, 'unprocessable_exams');
}

/**
 * Stores a course's exams: listed exams are created or changed, missing ones become inactive and unproctored.
 * One transaction, or several for a long list; repeating the request completes an interrupted one. Concurrent lists never mix.
 * @returns the exams' ids in the order of the list
 * @throws DomainError `problem` for a repeated content id or a backend that is not configured, `busy`
 */
export async function storeCourseExams(
  ports: CourseExamPorts,
  courseId: string,
  list: readonly ListedExam[],
  problem: ListProblem,
): Promise<number[]> {
  requireDistinct(list, problem);
  const contentIds = list.map(fields => fields.contentId);
  const { defaultName } = ports.backends;
  const busy = `The exams of course ${courseId} are being registered concurrently. Try again.`;
  return retryOnConflict(
    async () => {
      const course = await ports.authoring.readCourse(courseId, contentIds);
      const desired = desiredExams(course, list, defaultName, above => drawId(ports.clock(), ports.random, above));
      requireKnownBackends(ports.knownBackends, desired, problem);
      const storedExam = ({ contentId }: Exam) => course.stored.get(contentId)?.exam;
      const registration = {
        created: desired.filter(exam => !storedExam(exam)),
        changed: [
          ...desired.flatMap(exam => changesTo(storedExam(exam), exam, defaultName)),
          ...course.others.flatMap(exam => changesTo(exam, { isActive: false, isProctored: false }, defaultName)),
        ],
      };
      const isUnchanged = registration.created.length + registration.changed.length === 0;
      const isStored = isUnchanged || (await ports.authoring.register(course, registration));
      return isStored ? desired.map(({ examId }) => examId) : CONFLICT;
    },
    { maxTries: MAX_TRIES, busy },
  );
}

function desiredExams(
  course: CourseExams,
  list: readonly ListedExam[],
  defaultBackend: string,
  draw: (above: number) => number,
): Exam[] {
  let newId = 0;
  return list.map(fields => {
    const stored = course.stored.get(fields.contentId);
    if (!stored) newId = draw(newId);
    const backend = fields.backend === undefined ? (stored?.exam?.backend ?? null) : fields.backend;
    return newExam({ ...fields, backend }, stored?.examId ?? newId, defaultBackend);
  });
}

function requireDistinct(list: readonly ListedExam[], problem: ListProblem): void {
  const seen = new Set<string>();
  const inputErrors = list.flatMap(({ contentId }, index) => {
    const isRepeated = seen.has(contentId);
    seen.add(contentId);
    return isRepeated ? [{ pointer: `/${index}/content_id`, detail: 'is repeated in the list' }] : [];
  });
  if (inputErrors.length === 0) return;
  throw new DomainError(problem, 'Each content id may appear once in the list.', { inputErrors });
}

function requireKnownBackends(knownBackends: ReadonlySet<string>, exams: readonly Exam[], problem: ListProblem): void {
  const inputErrors = exams.flatMap((exam, index) => {
    const detail = backendFault(knownBackends, exam);
    return detail === undefined ? [] : [{ pointer: `/${index}/backend`, detail }];
  });
  if (inputErrors.length === 0) return;
  throw new DomainError(problem, 'A proctored exam needs a configured backend.', { inputErrors });
}

/** The fields that differ from the desired ones; an external id, which the vendor assigns, stays where the list has none, and pauses stay. */
function changesTo(exam: Exam | undefined, desired: Partial<Exam>, defaultBackend: string): Registration['changed'] {
  if (!exam) return [];
  const { externalId, externalIds: _, pausedAt: _at, pausedSeconds: _seconds, pauses: _pauses, ...fields } = desired;
  const different = (Object.keys(fields) as (keyof typeof fields)[]).filter(name => fields[name] !== exam[name]);
  const changes = Object.fromEntries(different.map(name => [name, fields[name]]));
  const update = withExternalIds(exam, { ...changes, ...(externalId != null && { externalId }) }, defaultBackend);
  return Object.keys(update).length === 0 ? [] : [{ examId: exam.examId, changes: update }];
}
