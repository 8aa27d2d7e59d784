import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import type { Schedule } from '../../src/usecases/ports/schedule.ts';
import {
  closeTimedOut,
  type RunLimits,
  type TimeOutFailure,
  type TimeOutPorts,
  type TimeOutRun,
} from '../../src/usecases/schedule/closeTimedOut.ts';
import { aCaller, newCourseId } from './builders.ts';
import type { Ports } from './ports.ts';
import { storedAttempt, storedExam } from './scenarios/stored.ts';

const UNLIMITED: RunLimits = { maxAttempts: Number.POSITIVE_INFINITY, hasTime: () => true };

/** A sweep at a given time. A failure throws unless the test handles failures. */
export function runScheduleOn(
  schedule: Schedule,
  at: string,
  overrides: Partial<TimeOutPorts> & { limits?: Partial<RunLimits> } = {},
): Promise<TimeOutRun> {
  const ports: TimeOutPorts = {
    schedule,
    exams: { readConsistent: async () => undefined },
    finishCascade: () => Promise.reject(new Error('no decline in this test')),
    timedOutStatus: 'submitted',
    clock: () => at,
    pause: async () => {},
    onFailure: ({ error }: TimeOutFailure) => {
      throw error;
    },
    ...overrides,
  };
  return closeTimedOut(ports, { ...UNLIMITED, ...overrides.limits });
}

/** A running attempt of 90 minutes that ends at `end`, created by its learner. */
export async function attemptEndingAt(stores: { ports: Ports }, examId: number, end: string): Promise<Attempt> {
  const { attemptId, user } = await storedAttempt(stores, examId);
  const ports = { ...stores.ports, clock: () => laterBy(end, -90 * 60) };
  return actOnAttempt(ports, aCaller({ userId: user.id }), attemptId, 'start');
}

/** A declined attempt whose cascade was interrupted before the other exam of the course. */
export async function interruptedDecline(
  stores: { ports: Ports },
  at: string,
): Promise<{ declined: Attempt; otherExam: number }> {
  const courseId = newCourseId();
  const [examId = 0, otherExam = 0] = await Promise.all([1, 2].map(() => storedExam(stores, { courseId })));
  const { attemptId, user } = await storedAttempt(stores, examId);
  const exams = { ...stores.ports.exams, ofCourse: () => Promise.reject(new Error('cut off by the test')) };
  const interruptedPorts = { ...stores.ports, exams, clock: () => at };
  await actOnAttempt(interruptedPorts, aCaller({ userId: user.id }), attemptId, 'decline').catch(() => {});
  const declined = await stores.ports.attempts.read(attemptId);
  if (!declined?.cascadePending) throw new Error('the cascade was not cut off');
  return { declined, otherExam };
}
