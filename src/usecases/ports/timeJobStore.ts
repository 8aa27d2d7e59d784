import type { TimeJob } from '../../domain/allowances/timeJob.ts';

export interface TimeJobStore {
  /** Stores a new job, and marks it as pending. @returns the stored job of this id, which may be an earlier one */
  create(job: TimeJob): Promise<TimeJob>;
  read(examId: number, jobId: string): Promise<TimeJob | undefined>;
  /** Jobs that are not done, by an index that lags by a moment. */
  pending(): Promise<Pick<TimeJob, 'examId' | 'jobId'>[]>;
  /** Records the progress of a pass, unless another run has; the end of the last pass ends the job. */
  recordProgress(before: TimeJob, after: Pick<TimeJob, 'passes' | 'cursor'>): Promise<boolean>;
  /** The number of learners who have got the minutes. */
  countGranted(examId: number, jobId: string): Promise<number>;
  /** The learners who have got the minutes, of a job that names at most 100. */
  grantedTo(examId: number, jobId: string): Promise<number[]>;
}
