import { type Actor, type Caller, requireStaffOf, requireStaffOver } from '../../domain/actors.ts';
import { ADDITIONAL_TIME, type Allowance, normaliseAllowance, withValue } from '../../domain/allowances/allowance.ts';
import { requireValue } from '../../domain/allowances/allowanceChanged.ts';
import { type Attempt, withChange } from '../../domain/attempts/attempt.ts';
import { changeAdditionalTime, isTimedOut } from '../../domain/attempts/clock.ts';
import { isIncomplete } from '../../domain/attempts/status.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { drawId, type RandomInteger } from '../../domain/ids.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import { readPresentExam } from '../attempts/applyTimeOut.ts';
import { type AnyStaffPorts, requireCourseStaffOver, withStaffRights } from '../courseStaff/staffRights.ts';
import { readExam } from '../exams/readExam.ts';
import { requireLearner } from '../learners/registerLearners.ts';
import { haveSameNames, type RenewalPorts } from '../learners/renewNames.ts';
import type { AllowanceStore, AttemptMove } from '../ports/allowanceStore.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { LearnerReference, LearnerStore } from '../ports/learnerStore.ts';

export interface AllowancePorts extends Omit<RenewalPorts, 'attempts'>, AnyStaffPorts {
  allowances: AllowanceStore;
  attempts: AttemptStore;
  exams: Pick<ExamStore, 'read' | 'readConsistent' | 'ofCourse'>;
  learners: LearnerStore;
  clock: Clock;
  random: RandomInteger;
}

/** The retries of a change of a learner's allowances at an exam. */
export function retries(examId: number, userId: number) {
  const busy = `The allowances or the attempt of learner ${userId} at exam ${examId} are being changed concurrently. Try again.`;
  return { maxTries: 100, busy };
}

/**
 * Grants an allowance to a learner at an exam. Additional time moves the end of a running attempt at once.
 * @param input `ifValue`: the value that the caller has seen, null for none; undefined for any
 * @throws DomainError `allowance_changed`, `exam_does_not_exist`, `forbidden`, `exam_not_active`, `learner_not_known`, `bad_allowance_value`, `busy`
 */
export async function setAllowance(
  ports: AllowancePorts,
  caller: Caller,
  input: {
    examId: number;
    userInfo: LearnerReference;
    key: string;
    value: string;
    ifValue?: string | null | undefined;
  },
): Promise<void> {
  // Concurrent reads: one batch. Their results are for staff of the course only.
  const [exam, userId] = await Promise.all([
    readExam(ports.exams, input.examId),
    ports.learners.resolve(input.userInfo),
  ]);
  const staff = await withStaffRights(ports, caller, [exam.courseId]);
  requireStaffOf(staff, exam.courseId);
  requireActive(exam);
  const allowance = normaliseAllowance(input.key, input.value);
  const learnerId = requireLearner(userId);
  const by = requireStaffOver(staff, exam.courseId, learnerId);
  await grant(ports, exam, { userId: learnerId, ...allowance, ifValue: input.ifValue, by });
}

/** @throws DomainError `exam_not_active` */
export function requireActive(exam: Exam): void {
  if (!exam.isActive) throw new DomainError('exam_not_active', `Exam ${exam.examId} is not active.`);
}

/**
 * Stores the allowance with the new end of the attempt: both or neither.
 * @throws DomainError `learner_not_known`, `allowance_changed`, `busy`
 */
export async function grant(
  ports: AllowancePorts,
  exam: Exam,
  allowance: { userId: number; key: string; value: string; ifValue?: string | null | undefined; by: Actor },
): Promise<void> {
  const { userId, key, value, ifValue, by } = allowance;
  const { examId, courseId } = exam;
  await retryOnConflict(
    async () => {
      const [learner, { before, slot }] = await Promise.all([
        ports.learners.find(userId),
        readBefore(ports, { examId, userId, key }),
      ]);
      const { id, username, email } = requireLearner(learner);
      const user = { id, username, email };
      if (before?.value === value) {
        // The same grant, perhaps under a former name of the learner.
        return haveSameNames(before.user, user) || (await ports.nameCopies.renewAllowance(before, user)) || CONFLICT;
      }
      requireValue(before, ifValue);
      const now = ports.clock();
      const write = { id: drawId(now, ports.random, before?.version), now, by };
      const after = withValue(before, { examId, courseId, user, key, value }, write);
      const move =
        slot === undefined ? undefined : await moveOfSlot(ports, exam, { userId, slot }, { before, value, by, now });
      return (await ports.allowances.replace(before, after, move)) || CONFLICT;
    },
    retries(examId, userId),
  );
}

/**
 * Removes an allowance; no error where there is none. Removed time never moves the end of an attempt before now.
 * @param input `ifValue`: the value that the caller has seen; undefined for any
 * @throws DomainError `exam_does_not_exist`, `forbidden`, `allowance_changed`, `busy`
 */
export async function removeAllowance(
  ports: AllowancePorts,
  caller: Caller,
  input: { examId: number; userId: number; key: string; ifValue?: string | undefined },
): Promise<void> {
  const exam = await readExam(ports.exams, input.examId);
  const by = await requireCourseStaffOver(ports, caller, exam.courseId, input.userId);
  await revoke(ports, exam, { ...input, by });
}

/** Removes the allowance with the effect on the attempt: both or neither. @throws DomainError `allowance_changed`, `busy` */
export async function revoke(
  ports: AllowancePorts,
  exam: Exam,
  allowance: { userId: number; key: string; ifValue?: string | undefined; by: Actor },
): Promise<void> {
  const { userId, key, ifValue, by } = allowance;
  const { examId } = exam;
  await retryOnConflict(
    async () => {
      const { before, slot } = await readBefore(ports, { examId, userId, key });
      if (!before) return true;
      requireValue(before, ifValue);
      const now = ports.clock();
      const change = { before, value: '0', by, now };
      const move = slot === undefined ? undefined : await moveOfSlot(ports, exam, { userId, slot }, change);
      return (await ports.allowances.remove(before, by, now, move)) || CONFLICT;
    },
    retries(examId, userId),
  );
}

/** The allowance, and the learner's slot; undefined if no attempt moves with the allowance. */
async function readBefore(
  ports: Pick<AllowancePorts, 'allowances' | 'attempts'>,
  { examId, userId, key }: { examId: number; userId: number; key: string },
): Promise<{ before: Allowance | undefined; slot: number | null | undefined }> {
  const [before, slot] = await Promise.all([
    ports.allowances.read(examId, userId, key),
    key === ADDITIONAL_TIME ? ports.attempts.readSlot(examId, userId) : undefined,
  ]);
  return { before, slot };
}

/** A learner and the attempt that their slot names; null for none. */
interface SlotOwner {
  userId: number;
  slot: number | null;
}

interface TimeChange {
  before: Allowance | undefined;
  value: string;
  by: Actor;
  now: Instant;
  /** The reason in the history of the attempt. */
  reason?: string | null;
}

async function moveOfSlot(
  ports: Pick<AllowancePorts, 'attempts' | 'exams'>,
  exam: Exam,
  owner: SlotOwner,
  change: TimeChange,
): Promise<AttemptMove> {
  const attempt = owner.slot === null ? undefined : await ports.attempts.read(owner.slot);
  return attemptMoveOf(ports, exam, { ...owner, attempt }, change);
}

/**
 * The effect of the change on the learner's attempt. An attempt that is not started is written even if nothing changes,
 * so that a concurrent start with the old allowance fails its condition.
 * @param owner of the slot, which the write requires unchanged where no attempt moves
 */
export async function attemptMoveOf(
  ports: { exams: Pick<ExamStore, 'readConsistent'> },
  examAsRead: Exam,
  { attempt: before, ...owner }: SlotOwner & { attempt: Attempt | undefined },
  { before: allowance, value, by, now, reason = null }: TimeChange,
): Promise<AttemptMove> {
  if (!before || !isIncomplete(before.status)) return owner;
  const exam = await readPresentExam(ports.exams, before, examAsRead, now);
  if (isTimedOut(before, exam, now)) return owner;
  const terms = { exam, additionalSeconds: toSeconds(value), now };
  const time = changeAdditionalTime(before, terms, toSeconds(allowance?.value ?? '0'));
  return { before, after: withChange(before, time, { now, by, reason }) };
}

function toSeconds(minutes: string): number {
  return Number(minutes) * 60;
}
