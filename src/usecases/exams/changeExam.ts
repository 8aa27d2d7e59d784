import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { requireKnownBackend } from '../../domain/exams/backends.ts';
import type { Exam, ExamFields } from '../../domain/exams/exam.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { ExamAuthoring } from '../ports/examAuthoring.ts';
import { examDoesNotExist } from './readExam.ts';

/** Fields of an exam that can change: not its course and content. */
export type ExamChanges = Partial<Omit<ExamFields, 'courseId' | 'contentId'>>;

const RETRIES = { maxTries: 20, busy: 'The exam is being changed by many at once. Try again.' };

/**
 * Changes some fields of an exam; attempts that run keep the time they were given.
 * @throws DomainError `forbidden`, `exam_does_not_exist`, `invalid_request` for a proctored exam whose backend nobody configured,
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
  await retryOnConflict(async () => {
    const exam = await ports.authoring.read(examId);
    if (!exam) throw examDoesNotExist(examId);
    if (changesWatching(exam, changes)) requireKnownBackend(ports.knownBackends, { ...exam, ...changes });
    return (await ports.authoring.change(examId, changes, exam)) || CONFLICT;
  }, RETRIES);
}

/** An exam that is proctored by a backend no longer configured can be changed in everything else. */
function changesWatching(exam: Exam, { isProctored = exam.isProctored, backend = exam.backend }: ExamChanges): boolean {
  return isProctored !== exam.isProctored || backend !== exam.backend;
}
