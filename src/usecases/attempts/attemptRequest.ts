import { type Actor, type Caller, isStaffOf, requireStaffOver } from '../../domain/actors.ts';
import type { Learner } from '../../domain/attempts/attempt.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import { declinesProctoring } from './continuePractice.ts';

/** Fields that a learner may set when creating an attempt. */
export interface AttemptRequest {
  examId: number;
  startClock: boolean;
  attemptProctored: boolean;
  /** Fields that only staff may set, on behalf of a learner or of an LMS that registers with the vendor itself. */
  onBehalf?: StaffAttemptRequest;
}

export interface StaffAttemptRequest {
  user?: Learner & { name?: string };
  attemptCode?: string;
  externalId?: string;
  studentName?: string;
  takingAsProctored?: boolean;
  isSampleAttempt?: boolean;
  allowedTimeSeconds?: number;
}

/**
 * @returns the author of the new attempt: course staff that name only themselves and prescribe no field act as learners
 * @throws DomainError `forbidden`
 */
export function requireCreator(exam: Exam, caller: Caller, { onBehalf }: AttemptRequest, learnerId: number): Actor {
  if (!onBehalf) return { role: 'learner', userId: caller.userId };
  if (!isStaffOf(caller, exam.courseId)) {
    throw new DomainError(
      'forbidden',
      `Only staff of the course of exam ${exam.examId} may create an attempt for another learner or prescribe its fields.`,
    );
  }
  const { user: _, ...prescribed } = onBehalf;
  const prescribesNothing = Object.keys(prescribed).length === 0;
  if (prescribesNothing && learnerId === caller.userId && !caller.isStaff)
    return { role: 'learner', userId: caller.userId };
  return requireStaffOver(caller, exam.courseId, learnerId);
}

/** The learner that the request names; only global staff may name themselves otherwise than their token does. */
export function learnerOf(caller: Caller, { onBehalf }: AttemptRequest): KnownLearner {
  const { userId: id, username, email, name } = caller;
  const user = onBehalf?.user;
  if (!user || (user.id === id && !caller.isStaff)) return { id, username, email, name };
  return { id: user.id, username: user.username, email: user.email, name: user.name ?? '' };
}

/** Taking a proctored exam unproctored declines it. */
export function isDeclined(exam: Exam, request: AttemptRequest): boolean {
  return exam.isProctored && declinesProctoring(request);
}
