import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { type Backends, requireKnownBackend } from '../../domain/exams/backends.ts';
import type { ExamFields } from '../../domain/exams/exam.ts';
import { newExam } from '../../domain/exams/externalIds.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { ExamAuthoring } from '../ports/examAuthoring.ts';

const RETRIES = { maxTries: 100, busy: 'Too many exams are being created at once. Try again.' };

/**
 * @returns the id of the new exam
 * @throws DomainError `forbidden`, `invalid_request` for a backend that is not configured, `exam_already_exists`, `busy`
 */
export async function createExam(
  ports: {
    authoring: ExamAuthoring;
    knownBackends: ReadonlySet<string>;
    backends: Pick<Backends, 'defaultName'>;
    clock: Clock;
    random: RandomInteger;
  },
  caller: Caller,
  fields: ExamFields,
): Promise<number> {
  requireGlobalStaff(caller);
  requireKnownBackend(ports.knownBackends, fields);
  let examId = 0;
  return retryOnConflict(async () => {
    examId = drawId(ports.clock(), ports.random, examId);
    const outcome = await ports.authoring.create(newExam(fields, examId, ports.backends.defaultName));
    if (outcome === 'created') return examId;
    if (outcome === 'id_taken') return CONFLICT;
    throw new DomainError(
      'exam_already_exists',
      `Course ${fields.courseId} already has an exam for the content id ${fields.contentId}.`,
    );
  }, RETRIES);
}
