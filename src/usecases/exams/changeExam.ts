import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { type Backends, requireKnownBackend } from '../../domain/exams/backends.ts';
import type { Exam, ExamFields } from '../../domain/exams/exam.ts';
import { withExternalIds } from '../../domain/exams/externalIds.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { ExamAuthoring } from '../ports/examAuthoring.ts';
import { examDoesNotExist } from './readExam.ts';

/** Changeable fields of an exam: all but its course and content. */
export type ExamChanges = Partial<Omit<ExamFields, 'courseId' | 'contentId'>>;

const MAX_TRIES = 20;

/**
 * Changes fields of an exam; running attempts keep their time. Each backend has its own external id of the exam.
 * @throws DomainError `forbidden`, `exam_does_not_exist`, `invalid_request` for a proctored exam without a configured backend,
 *   `busy`
 */
export async function changeExam(
  ports: {
    authoring: ExamAuthoring;
    knownBackends: ReadonlySet<string>;
    backends: Pick<Backends, 'defaultName'>;
  },
  caller: Caller,
  examId: number,
  changes: ExamChanges,
): Promise<void> {
  requireGlobalStaff(caller);
  if (changes.isProctored !== true && changes.backend === undefined && changes.externalId === undefined) {
    if (await ports.authoring.change(examId, changes)) return;
    throw examDoesNotExist(examId);
  }
  const busy = `Exam ${examId} is being changed concurrently. Try again.`;
  await retryOnConflict(
    async () => {
      const exam = await ports.authoring.read(examId);
      if (!exam) throw examDoesNotExist(examId);
      if (changesProctoring(exam, changes)) requireKnownBackend(ports.knownBackends, { ...exam, ...changes });
      const update = withExternalIds(exam, changes, ports.backends.defaultName);
      return (await ports.authoring.change(examId, update, exam)) || CONFLICT;
    },
    { maxTries: MAX_TRIES, busy },
  );
}

/** Only then is the backend checked: an exam with a backend no longer configured can change in all other fields. */
function changesProctoring(
  exam: Exam,
  { isProctored = exam.isProctored, backend = exam.backend }: ExamChanges,
): boolean {
  return isProctored !== exam.isProctored || backend !== exam.backend;
}
