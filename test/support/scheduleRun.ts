import type { Schedule } from '../../src/usecases/ports/schedule.ts';
import {
  closeTimedOut,
  type RunLimits,
  type TimeOutFailure,
  type TimeOutPorts,
  type TimeOutRun,
} from '../../src/usecases/schedule/closeTimedOut.ts';

const UNLIMITED: RunLimits = { mostAttempts: Number.POSITIVE_INFINITY, hasTime: () => true };

/** A run of the schedule at a moment of the test's choosing. Nothing may fail unless the test looks at the failures. */
export function runScheduleOn(
  schedule: Schedule,
  at: string,
  given: Partial<TimeOutPorts> & { limits?: Partial<RunLimits> } = {},
): Promise<TimeOutRun> {
  const ports: TimeOutPorts = {
    schedule,
    finishCascade: () => Promise.reject(new Error('no decline in this test')),
    timedOutStatus: 'submitted',
    clock: () => at,
    pause: async () => {},
    onFailure: ({ error }: TimeOutFailure) => {
      throw error;
    },
    ...given,
  };
  return closeTimedOut(ports, { ...UNLIMITED, ...given.limits });
}
