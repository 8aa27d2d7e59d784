import { type Actor, type Caller, requireStaffOf, requireStaffOver } from '../../domain/actors.ts';
import { ADDITIONAL_TIME, type Allowance, normaliseAllowance } from '../../domain/allowances/allowance.ts';
import type { Learner } from '../../domain/attempts/attempt.ts';
import { withChange } from '../../domain/attempts/attempt.ts';
import { changeAdditionalTime, isTimedOut } from '../../domain/attempts/clock.ts';
import { isIncomplete } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { requireCourseStaffOver, type StaffRightsPorts, withStaffRights } from '../courseStaff/staffRights.ts';
import { readExam } from '../exams/readExam.ts';
import { requireLearner } from '../learners/registerLearners.ts';
import { haveSameNames, type RenewalPorts } from '../learners/renewNames.ts';
import type { AllowanceStore, AttemptMove } from '../ports/allowanceStore.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { LearnerReference, LearnerStore } from '../ports/learnerStore.ts';

export interface AllowancePorts extends Omit<RenewalPorts, 'attempts'>, StaffRightsPorts {
  allowances: AllowanceStore;
  attempts: AttemptStore;
  exams: Pick<ExamStore, 'read' | 'ofCourse'>;
  learners: LearnerStore;
  clock: Clock;
  random: RandomInteger;
}

function retries(examId: number, userId: number) {
  const busy = `The allowances or the attempt of learner ${userId} at exam ${examId} are being changed concurrently. Try again.`;
  return { maxTries: 100, busy };
}

/**
 * Grants an allowance to a learner at an exam. Additional time moves the end of a running attempt at once.
 * @throws DomainError `exam_does_not_exist`, `forbidden`, `exam_not_active`, `learner_not_known`, `bad_allowance_value`, `busy`
 */
export async function setAllowance(
  ports: AllowancePorts,
  caller: Caller,
  input: { examId: number; userInfo: LearnerReference; key: string; value: string },
): Promise<void> {
  const exam = await readExam(ports.exams, input.examId);
  const staff = await withStaffRights(ports, caller, [exam.courseId]);
  requireStaffOf(staff, exam.courseId);
  requireActive(exam);
  const allowance = normaliseAllowance(input.key, input.value);
  const { id, username, email } = await requireLearner(ports.learners, input.userInfo);
  const by = requireStaffOver(staff, exam.courseId, id);
  await grant(ports, exam, { user: { id, username, email }, ...allowance, by });
}

/** @throws DomainError `exam_not_active` */
export function requireActive(exam: Exam): void {
  if (!exam.isActive) throw new DomainError('exam_not_active', `Exam ${exam.examId} is not active.`);
}

/** Stores the allowance with the new end of the attempt: both or neither. @throws DomainError `busy` */
export async function grant(
  ports: AllowancePorts,
  exam: Exam,
  allowance: { user: Learner; key: string; value: string; by: Actor },
): Promise<void> {
  const { user, key, value, by } = allowance;
  const { examId, courseId } = exam;
  await retryOnConflict(
    async () => {
      const before = await ports.allowances.read(examId, user.id, key);
      if (before?.value === value) {
        // The same grant, perhaps under a former name of the learner.
        return haveSameNames(before.user, user) || (await ports.nameCopies.renewAllowance(before, user)) || CONFLICT;
      }
      const now = ports.clock();
      const newId = drawId(now, ports.random, before?.version);
      const after = {
        ...{ examId, courseId, user, key, value },
        allowanceId: before?.allowanceId ?? newId,
        createdAt: before?.createdAt ?? now,
        modifiedAt: now,
        version: newId,
        setBy: by,
      };
      const move =
        key === ADDITIONAL_TIME ? await attemptMoveOf(ports, exam, user.id, { before, value, by, now }) : undefined;
      return (await ports.allowances.replace(before, after, move)) || CONFLICT;
    },
    retries(examId, user.id),
  );
}

/**
 * Removes an allowance; no error where there is none. Removed time never moves the end of an attempt before now.
 * @throws DomainError `exam_does_not_exist`, `forbidden`, `busy`
 */
export async function removeAllowance(
  ports: AllowancePorts,
  caller: Caller,
  input: { examId: number; userId: number; key: string },
): Promise<void> {
  const { examId, userId, key } = input;
  const exam = await readExam(ports.exams, examId);
  const by = await requireCourseStaffOver(ports, caller, exam.courseId, userId);
  await retryOnConflict(
    async () => {
      const before = await ports.allowances.read(examId, userId, key);
      if (!before) return true;
      const now = ports.clock();
      const move =
        key === ADDITIONAL_TIME ? await attemptMoveOf(ports, exam, userId, { before, value: '0', by, now }) : undefined;
      return (await ports.allowances.remove(before, by, now, move)) || CONFLICT;
    },
    retries(examId, userId),
  );
}

/**
 * The effect of the change on the learner's attempt. An attempt that is not started is written even if nothing changes,
 * so that a concurrent start with the old allowance fails its condition.
 */
async function attemptMoveOf(
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
  return { before, after: withChange(before, time, { now, by }) };
}

function toSeconds(minutes: string): number {
  return Number(minutes) * 60;
}
