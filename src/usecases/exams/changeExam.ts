import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { requireKnownBackend } from '../../domain/exams/backends.ts';
import type { Exam, ExamFields } from '../../domain/exams/exam.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { ExamAuthoring } from '../ports/examAuthoring.ts';
import { examDoesNotExist } from './readExam.ts';

/** Changeable fields of an exam: all but its course and content. */
export type ExamChanges = Partial<Omit<ExamFields, 'courseId' | 'contentId'>>;

const MAX_TRIES = 20;

/**
 * Changes fields of an exam; running attempts keep their time.
 * @throws DomainError `forbidden`, `exam_does_not_exist`, `invalid_request` for a proctored exam without a configured backend,
 *   `busy`
 */
export async function changeExam(
  ports: { authoring: ExamAuthoring; knownBackends: ReadonlySet<string> },
  caller: Caller,
  examId: number,
  changes: ExamChanges,
): Promise<void> {
  requireGlobalStaff(caller);
  if (changes.isProctored !== true && typeof changes.backend !== 'string') {
    if (await ports.authoring.change(examId, changes)) return;
    throw examDoesNotExist(examId);
  }
  const busy = `Exam ${examId} is being changed concurrently. Try again.`;
  await retryOnConflict(
    async () => {
      const exam = await ports.authoring.read(examId);
      if (!exam) throw examDoesNotExist(examId);
      if (changesProctoring(exam, changes)) requireKnownBackend(ports.knownBackends, { ...exam, ...changes });
      return (await ports.authoring.change(examId, changes, exam)) || CONFLICT;
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
