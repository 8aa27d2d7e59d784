import { describeJob } from '../describeJob.ts';
import { dismissJob, timeJobs } from '../timeJobs.ts';

/** The progress of the grants that this tab has started at an exam. */
export function TimeJobList({ examId }: { examId: number }) {
  const jobs = timeJobs.value.filter(({ job }) => job.exam_id === examId);
  if (jobs.length === 0) return null;
  return (
    <section aria-label="Time given" class="jobs">
      {jobs.map(watched => {
        const { job, expected } = watched;
        const isRunning = job.state === 'running';
        return (
          <div key={job.job_id} class="job">
            <p>
              {describeJob(watched)}
              {isRunning && <small>It is checked again within two minutes.</small>}
            </p>
            <progress
              max={Math.max(1, expected, job.granted)}
              value={isRunning ? job.granted : Math.max(1, expected, job.granted)}
              aria-label={`Progress of ${job.minutes} minutes`}
            />
            {!isRunning && (
              <button type="button" class="plain" onClick={() => dismissJob(job.job_id)}>
                Dismiss<span class="hidden"> {job.minutes} minutes</span>
              </button>
            )}
          </div>
        );
      })}
    </section>
  );
}
