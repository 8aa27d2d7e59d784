import { type Actor, type Caller, requireStaffOf, requireStaffOver } from '../../domain/actors.ts';
import { ADDITIONAL_TIME, type Allowance, checkedAllowance } from '../../domain/allowances/allowance.ts';
import type { Learner } from '../../domain/attempts/attempt.ts';
import { changed } from '../../domain/attempts/attempt.ts';
import { changeAdditionalTime, isTimedOut } from '../../domain/attempts/clock.ts';
import { isIncomplete } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { readExam } from '../exams/readExam.ts';
import { requireLearner } from '../learners/registerLearners.ts';
import { type RenewalPorts, sameNames } from '../learners/renewNames.ts';
import type { AllowanceStore, AttemptMove } from '../ports/allowanceStore.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { LearnerReference, LearnerStore } from '../ports/learnerStore.ts';

export interface AllowancePorts extends Omit<RenewalPorts, 'attempts'> {
  allowances: AllowanceStore;
  attempts: AttemptStore;
  exams: Pick<ExamStore, 'read' | 'ofCourse'>;
  learners: LearnerStore;
  clock: Clock;
  random: RandomInteger;
}

const RETRIES = { maxTries: 100, busy: 'The allowance or the attempt is being changed by many at once. Try again.' };

/**
 * Grants something to a learner at an exam. Time granted while an attempt runs moves its end at once.
 * @throws DomainError `exam_does_not_exist`, `forbidden`, `exam_not_active`, `learner_not_known`, `bad_allowance_value`, `busy`
 */
export async function setAllowance(
  ports: AllowancePorts,
  caller: Caller,
  asked: { examId: number; userInfo: LearnerReference; key: string; value: string },
): Promise<void> {
  const exam = await readExam(ports.exams, asked.examId);
  requireStaffOf(caller, exam.courseId);
  requireActive(exam);
  const granted = checkedAllowance(asked.key, asked.value);
  const { id, username, email } = await requireLearner(ports.learners, asked.userInfo);
  const by = requireStaffOver(caller, exam.courseId, id);
  await grant(ports, exam, { user: { id, username, email }, ...granted, by });
}

/** @throws DomainError `exam_not_active` */
export function requireActive(exam: Exam): void {
  if (!exam.isActive) throw new DomainError('exam_not_active', `Exam ${exam.examId} is not active.`);
}

/** Stores the allowance with the new end of the attempt: both or neither. @throws DomainError `busy` */
export async function grant(
  ports: AllowancePorts,
  exam: Exam,
  granted: { user: Learner; key: string; value: string; by: Actor },
): Promise<void> {
  const { user, key, value, by } = granted;
  const { examId, courseId } = exam;
  await retryOnConflict(async () => {
    const before = await ports.allowances.read(examId, user.id, key);
    if (before?.value === value) {
      // Granted already, perhaps under a name that the learner had then.
      return sameNames(before.user, user) || (await ports.nameCopies.renewAllowance(before, user)) || CONFLICT;
    }
    const now = ports.clock();
    const drawn = drawId(now, ports.random, before?.version);
    const after = {
      ...{ examId, courseId, user, key, value },
      allowanceId: before?.allowanceId ?? drawn,
      createdAt: before?.createdAt ?? now,
      modifiedAt: now,
      version: drawn,
      setBy: by,
    };
    const move = key === ADDITIONAL_TIME ? await moveOf(ports, exam, user.id, { before, value, by, now }) : undefined;
    return (await ports.allowances.replace(before, after, move)) || CONFLICT;
  }, RETRIES);
}

/**
 * Takes an allowance back; no error where there is none. Time taken back never moves an end before now.
 * @throws DomainError `exam_does_not_exist`, `forbidden`, `busy`
 */
export async function removeAllowance(
  ports: AllowancePorts,
  caller: Caller,
  asked: { examId: number; userId: number; key: string },
): Promise<void> {
  const exam = await readExam(ports.exams, asked.examId);
  const by = requireStaffOver(caller, exam.courseId, asked.userId);
  await retryOnConflict(async () => {
    const before = await ports.allowances.read(asked.examId, asked.userId, asked.key);
    if (!before) return true;
    const now = ports.clock();
    const isTime = asked.key === ADDITIONAL_TIME;
    const move = isTime ? await moveOf(ports, exam, asked.userId, { before, value: '0', by, now }) : undefined;
    return (await ports.allowances.remove(before, by, now, move)) || CONFLICT;
  }, RETRIES);
}

/**
 * The learner's attempt with the additional time of the change. One that has not been started is written as well, even
 * if nothing changes: a start that has read the old allowance then fails its condition, and reads again.
 */
async function moveOf(
  ports: AllowancePorts,
  exam: Exam,
  userId: number,
  change: { before: Allowance | undefined; value: string; by: Actor; now: Instant },
): Promise<AttemptMove> {
  const { by, now } = change;
  const slot = await ports.attempts.readSlot(exam.examId, userId);
  const before = slot === null ? undefined : await ports.attempts.read(slot);
  if (!before || !isIncomplete(before.status) || isTimedOut(before, now)) return { userId, slot };
  const terms = { exam, additionalSeconds: toSeconds(change.value), now };
  const time = changeAdditionalTime(before, terms, toSeconds(change.before?.value ?? '0'));
  return { before, after: changed(before, time, { now, by }) };
}

function toSeconds(minutes: string): number {
  return Number(minutes) * 60;
}
