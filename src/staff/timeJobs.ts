import { signal } from '@preact/signals';
import { client, describeError } from './api.ts';
import { describeJob, type WatchedJob } from './describeJob.ts';
import { announce, fail } from './notices.ts';

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
  knownIds: readonly number[];
}

/** Grants minutes at once. @returns whether the service has accepted them */
export async function giveMinutes(request: MinutesRequest): Promise<boolean> {
  const { examId, minutes, reason, userIds, key, scope, expected, knownIds } = request;
  const body = {
    ...{ minutes, reason, idempotency_key: key },
    ...(userIds && { user_ids: [...userIds] }),
  };
  try {
    const job = await client.startTimeJob({ params: { exam_id: examId }, body });
    const watched = { job, scope, expected, knownIds };
    timeJobs.value = [watched, ...timeJobs.value.filter(({ job: other }) => other.job_id !== key)];
    announce(describeJob(watched));
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
