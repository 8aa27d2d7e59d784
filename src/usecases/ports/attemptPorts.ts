import type { TimedOutStatus } from '../../domain/attempts/timeOut.ts';
import type { RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import type { AttemptStore } from './attemptStore.ts';
import type { ExamStore } from './examStore.ts';
import type { LearnerStore } from './learnerStore.ts';

/** What changing attempts needs. */
export interface ChangingPorts {
  attempts: AttemptStore;
  clock: Clock;
  timedOutStatus: TimedOutStatus;
}

/** What making new attempts needs besides. */
export interface CreatingPorts extends ChangingPorts {
  exams: ExamStore;
  learners: LearnerStore;
  random: RandomInteger;
  /** A code for an attempt that is given none: an upper-case random UUID. */
  drawCode: () => string;
  /** The backend of exams that name none. */
  defaultBackend: string;
}
