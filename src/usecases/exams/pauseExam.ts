import { type Caller, isOwnDataOfCourseStaff } from '../../domain/actors.ts';
import { isInProgress } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { type ExamPauses, pause, resume } from '../../domain/exams/pauses.ts';
import type { Clock } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { ExamAuthoring } from '../ports/examAuthoring.ts';
import { type ExamForStaffPorts, readExamForStaff } from './readExamForStaff.ts';

export interface PausePorts extends ExamForStaffPorts {
  authoring: Pick<ExamAuthoring, 'replacePauses'>;
  attempts: Pick<AttemptStore, 'read' | 'readSlot'>;
  clock: Clock;
}

const MAX_TRIES = 20;

/**
 * Pauses an exam, or ends its pause, by one write to the exam. The remaining time of every attempt stands still meanwhile. No
 * change where the exam is so already. Course staff in progress at the exam themselves may not pause it: their own end would move.
 * @returns the exam as it is now
 * @throws DomainError `exam_not_found`, `forbidden`, `busy`
 */
export async function setExamPaused(
  ports: PausePorts,
  caller: Caller,
  examId: number,
  isPaused: boolean,
): Promise<Exam> {
  const change = isPaused ? pause : resume;
  const busy = `Exam ${examId} is being paused and resumed concurrently. Try again.`;
  return retryOnConflict(
    async () => {
      const exam = await readExamForStaff(ports, caller, examId);
      const after = change(pausesOf(exam), ports.clock(), { role: 'staff', userId: caller.userId });
      if (after.pausedAt === exam.pausedAt) return exam;
      if (isPaused) await requireNotInProgress(ports, caller, examId);
      return (await ports.authoring.replacePauses(examId, exam, after))
        ? { ...withoutPause(exam), ...after }
        : CONFLICT;
    },
    { maxTries: MAX_TRIES, busy },
  );
}

async function requireNotInProgress({ attempts }: PausePorts, caller: Caller, examId: number): Promise<void> {
  if (!isOwnDataOfCourseStaff(caller, caller.userId)) return;
  const slot = await attempts.readSlot(examId, caller.userId);
  const attempt = slot === null ? undefined : await attempts.read(slot);
  if (!attempt || !isInProgress(attempt.status)) return;
  throw new DomainError(
    'forbidden',
    'Course staff may not pause an exam that they take. Ask other staff of the course.',
  );
}

function withoutPause({ pausedBy: _, ...exam }: Exam): Exam {
  return exam;
}

function pausesOf({ pausedAt, pausedBy, pausedSeconds, pauses }: ExamPauses): ExamPauses {
  return { pausedAt, pausedSeconds, pauses, ...(pausedBy && { pausedBy }) };
}
