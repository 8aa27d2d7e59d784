import type { TimedOutStatus } from '../../domain/attempts/timeOut.ts';
import type { RandomInteger } from '../../domain/ids.ts';
import type { Clock } from '../../domain/time.ts';
import type { AttemptStore } from './attemptStore.ts';
import type { ExamStore } from './examStore.ts';
import type { LearnerStore } from './learnerStore.ts';

/** Ports for changing attempts. */
export interface UpdatePorts {
  attempts: AttemptStore;
  exams: Pick<ExamStore, 'readConsistent'>;
  clock: Clock;
  timedOutStatus: TimedOutStatus;
}

/** Further ports for creating attempts. */
export interface CreationPorts extends UpdatePorts {
  exams: ExamStore;
  learners: LearnerStore;
  random: RandomInteger;
  /** The code of an attempt without a prescribed one: an upper-case random UUID. */
  drawCode: () => string;
  /** The backend of exams without one. */
  defaultBackend: string;
}
