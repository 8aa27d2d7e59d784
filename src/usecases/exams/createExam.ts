import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { Refusal } from '../../domain/errors.ts';
import { requireKnownBackend } from '../../domain/exams/backends.ts';
import type { ExamFields } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import type { ExamAuthoring } from '../ports/examAuthoring.ts';

/**
 * Creates an exam and answers its id.
 * @throws Refusal `forbidden`, `invalid_request` for a backend that nobody configured, `exam_already_exists`
 */
export async function createExam(
  given: { authoring: ExamAuthoring; knownBackends: ReadonlySet<string>; clock: Clock; random: RandomInteger },
  caller: Caller,
  fields: ExamFields,
): Promise<number> {
  requireGlobalStaff(caller);
  requireKnownBackend(given.knownBackends, fields);
  for (let examId = 0; ; ) {
    examId = drawId(given.clock(), given.random, examId);
    const outcome = await given.authoring.create({ ...fields, examId });
    if (outcome === 'created') return examId;
    if (outcome === 'exists') {
      throw new Refusal(
        'exam_already_exists',
        `Course ${fields.courseId} already has an exam for the content id ${fields.contentId}.`,
      );
    }
  }
}
