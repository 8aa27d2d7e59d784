import { client, describeError } from './api.ts';
import { describeJob, type WatchedJob } from './describeJob.ts';
import { announce, fail } from './notices.ts';
import { SharedState } from './sharedState.ts';
import { startGrant } from './startGrant.ts';

/** Grants of minutes that this tab has started, the newest first. */
export const timeJobs = new SharedState<readonly WatchedJob[]>([]);

export interface MinutesRequest {
  examId: number;
  minutes: number;
  reason: string;
  /** Undefined for all in progress. */
  userIds: readonly number[] | undefined;
  scope: string;
  expected: number;
  knownIds: readonly number[];
}

/** Grants minutes at once. @returns whether the service has accepted them */
export async function giveMinutes(request: MinutesRequest): Promise<boolean> {
  const { examId, minutes, reason, userIds, scope, expected, knownIds } = request;
  const user_ids = userIds?.toSorted((a, b) => a - b);
  try {
    const job = await startGrant(examId, { minutes, reason, ...(user_ids && { user_ids }) });
    const watched = { job, scope, expected, knownIds };
    timeJobs.value = [watched, ...timeJobs.value.filter(({ job: other }) => other.job_id !== job.job_id)];
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
      timeJobs.value = timeJobs.value.map(watched => {
        if (watched.job.job_id !== job_id) return watched;
        const present = { ...watched, job };
        if (job.state === 'done') announce(describeJob(present));
        return present;
      });
    }),
  );
}

export function dismissJob(jobId: string): void {
  timeJobs.value = timeJobs.value.filter(({ job }) => job.job_id !== jobId);
}
