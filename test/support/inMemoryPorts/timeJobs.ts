import { anonymiseTimeJob, isDone, type TimeJob } from '../../../src/domain/allowances/timeJob.ts';
import type { TimeJobStore } from '../../../src/usecases/ports/timeJobStore.ts';
import { atomically, type Database, freeze } from './database.ts';

export function createTimeJobStore({ timeJobs, timesGranted, erased }: Database): TimeJobStore {
  return {
    create: job =>
      atomically(() => {
        const key = timeJobKey(job);
        const isErased = job.reason !== null && job.userIds?.some(userId => erased.has(userId));
        if (!timeJobs.has(key)) timeJobs.set(key, freeze(isErased ? anonymiseTimeJob(job) : job));
        return freeze(timeJobs.get(key) ?? job);
      }),
    read: (examId, jobId) => atomically(() => freeze(timeJobs.get(timeJobKey({ examId, jobId })))),
    pending: () => atomically(() => freeze([...timeJobs.values()].filter(job => !isDone(job)))),
    recordProgress: (before, after) =>
      atomically(() => {
        const stored = timeJobs.get(timeJobKey(before));
        if (!stored || stored.passes !== before.passes || stored.cursor !== before.cursor) return false;
        timeJobs.set(timeJobKey(before), { ...stored, ...after });
        return true;
      }),
    grantedTo: (examId, jobId) =>
      atomically(() => {
        const prefix = `${timeJobKey({ examId, jobId })} `;
        const keys = [...timesGranted].filter(key => key.startsWith(prefix));
        return keys.map(key => Number(key.slice(prefix.length)));
      }),
    countGranted: (examId, jobId) =>
      atomically(() => [...timesGranted].filter(key => key.startsWith(`${timeJobKey({ examId, jobId })} `)).length),
  };
}

export function timeJobKey({ examId, jobId }: Pick<TimeJob, 'examId' | 'jobId'>): string {
  return `${examId} ${jobId}`;
}
