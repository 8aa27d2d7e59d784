import { signal } from '@preact/signals';
import { client, describeError } from './api.ts';
import { announce, fail } from './notices.ts';
import type { TimeJob } from './wire.ts';

export interface WatchedJob {
  job: TimeJob;
  /** The learners who get the minutes, in words. */
  scope: string;
  /** Those in progress when the job began. */
  expected: number;
}

/** Grants of minutes that this tab has started, the newest first. */
export const timeJobs = signal<readonly WatchedJob[]>([]);

export interface MinutesRequest {
  examId: number;
  minutes: number;
  reason: string;
  /** Undefined for all in progress. */
  userIds: readonly number[] | undefined;
  /** Chosen once: a repeated request grants nothing again. */
  key: string;
  scope: string;
  expected: number;
}

/** Grants minutes at once. @returns whether the service has accepted them */
export async function giveMinutes(request: MinutesRequest): Promise<boolean> {
  const { examId, minutes, reason, userIds, key, scope, expected } = request;
  const body = {
    ...{ minutes, reason, idempotency_key: key },
    ...(userIds && { user_ids: [...userIds] }),
  };
  try {
    const job = await client.startTimeJob({ params: { exam_id: examId }, body });
    timeJobs.value = [{ job, scope, expected }, ...timeJobs.value.filter(({ job: other }) => other.job_id !== key)];
    announce(describeJob({ job, scope, expected }));
    return true;
  } catch (error) {
    fail(describeError(error));
    return false;
  }
}

/** Reads the progress of the jobs of an exam that are running. */
export async function refreshJobs(examId: number): Promise<void> {
  const running = timeJobs.value.filter(({ job }) => job.exam_id === examId && job.state === 'running');
  await Promise.all(
    running.map(async ({ job: { job_id, exam_id } }) => {
      const job = await client.getTimeJob({ params: { exam_id, job_id } });
      timeJobs.value = timeJobs.value.map(watched => (watched.job.job_id === job_id ? { ...watched, job } : watched));
    }),
  );
}

export function dismissJob(jobId: string): void {
  timeJobs.value = timeJobs.value.filter(({ job }) => job.job_id !== jobId);
}

/** `10 more minutes for all in progress: 37 learners have them so far`. */
export function describeJob({ job: { minutes, granted, state }, scope }: WatchedJob): string {
  const learners = granted === 1 ? '1 learner has' : `${granted} learners have`;
  return `${minutes} more minutes for ${scope}: ${learners} them${state === 'done' ? '' : ' so far'}`;
}
