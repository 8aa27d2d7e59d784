import { type Caller, requireGlobalStaff } from '../actors.ts';
import type { ExamAuthoring, ExamFields } from './exam.ts';
import { examDoesNotExist } from './readExam.ts';

/** What of an exam can change: not which course and content it belongs to. */
export type ExamChanges = Partial<Omit<ExamFields, 'courseId' | 'contentId'>>;

/**
 * Changes some fields of an exam; attempts that run keep the time they were given.
 * @throws Refusal `forbidden`, `exam_does_not_exist`
 */
export async function changeExam(
  given: { authoring: ExamAuthoring },
  caller: Caller,
  examId: number,
  changes: ExamChanges,
): Promise<void> {
  requireGlobalStaff(caller);
  if (!(await given.authoring.change(examId, changes))) throw examDoesNotExist(examId);
}
