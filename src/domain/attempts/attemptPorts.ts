import type { ExamStore } from '../exams/exam.ts';
import type { RandomInteger } from '../ids.ts';
import type { LearnerStore } from '../learners/learners.ts';
import type { Clock } from '../time.ts';
import type { AttemptStore } from './attemptStore.ts';
import type { TimedOutStatus } from './timeOut.ts';

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
