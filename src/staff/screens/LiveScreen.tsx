import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../api.ts';
import { addressOf, navigate } from '../navigation.ts';
import { announce } from '../notices.ts';
import { Loading } from '../parts/Loading.tsx';
import { Moment } from '../parts/Moment.tsx';
import { Status } from '../parts/Status.tsx';
import { sendLater } from '../pendingActions.ts';
import { formatDuration } from '../time.ts';
import { useLoaded } from '../useLoaded.ts';
import type { ExamMonitor } from '../wire.ts';

const REFRESH_MS = 10_000;

/** An exam on its day: how many are in which status, and those in progress by the time that they have left. */
export function LiveScreen({ course, exam }: { course: string; exam: number | null }) {
  const params = { course_id: course };
  const exams = useLoaded(course, signal => client.listInstructorExams({ params }, { signal }));
  return (
    <>
      <div class="title">
        <h1 tabIndex={-1}>Live</h1>
        <p class="course">{course}</p>
      </div>
      <Loading loaded={exams}>
        {all => (
          <>
            <p class="inline">
              <label for="live-exam">Exam</label>
              <select
                id="live-exam"
                value={exam ?? ''}
                onChange={event =>
                  navigate(addressOf({ screen: 'live', course, exam: Number(event.currentTarget.value) || null }))
                }
              >
                <option value="">Choose an exam</option>
                {all.map(({ id, exam_name }) => (
                  <option key={id} value={id}>
                    {exam_name}
                  </option>
                ))}
              </select>
            </p>
            {exam !== null && <Monitor key={exam} course={course} exam={exam} />}
          </>
        )}
      </Loading>
    </>
  );
}

function Monitor({ course, exam }: { course: string; exam: number }) {
  const params = { exam_id: exam };
  const loaded = useLoaded(`monitor ${exam}`, signal => client.getExamMonitor({ params }, { signal }), useTicks());
  useAnnouncedChanges(loaded.data);
  return (
    <Loading loaded={loaded}>
      {monitor => (
        <div class="stack live">
          <PauseControl monitor={monitor} />
          <dl class="counts">
            {Object.entries(monitor.counts).map(([status, count]) => (
              <div key={status}>
                <dt>
                  <Status status={status} />
                </dt>
                <dd>{count}</dd>
              </div>
            ))}
          </dl>
          <Running course={course} monitor={monitor} />
          <p class="hint">
            As of <Moment at={monitor.as_of} withUtc />, refreshed every ten seconds.
            {monitor.is_truncated && ' The counts are those of the latest attempts.'}
          </p>
        </div>
      )}
    </Loading>
  );
}

/** Counts up every ten seconds, while the page is visible. */
function useTicks(): number {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setTicks(count => count + 1);
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return ticks;
}

/** Tells screen readers how many are in progress, when it changes. */
function useAnnouncedChanges(monitor: ExamMonitor | undefined): void {
  const previous = useRef<number | undefined>(undefined);
  const running = monitor?.in_progress;
  useEffect(() => {
    if (running === undefined || running === previous.current) return;
    previous.current = running;
    announce(`${running} in progress`);
  }, [running]);
}

function PauseControl({ monitor: { exam_id, paused_at } }: { monitor: ExamMonitor }) {
  const params = { exam_id };
  if (paused_at !== null) {
    return (
      <div class="notice">
        <p>
          The exam is paused since <Moment at={paused_at} />: the time of all attempts stands still, and none can begin.
        </p>
        <button
          type="button"
          class="primary"
          onClick={() =>
            sendLater('Resume the exam for everybody', async () => {
              await client.resumeExam({ params });
              return 'The exam continues';
            })
          }
        >
          Resume the exam
        </button>
      </div>
    );
  }
  return (
    <p class="actions">
      <button
        type="button"
        onClick={() =>
          sendLater('Pause the exam for everybody', async () => {
            await client.pauseExam({ params });
            return 'The exam is paused';
          })
        }
      >
        Pause the exam
      </button>
    </p>
  );
}

function Running({ course, monitor: { results, in_progress } }: { course: string; monitor: ExamMonitor }) {
  if (results.length === 0) return <p>Nobody is in progress.</p>;
  return (
    <>
      <table>
        <caption>In progress: {in_progress}, the least time first</caption>
        <thead>
          <tr>
            <th scope="col">Learner</th>
            <th scope="col">Status</th>
            <th scope="col">Time left</th>
            <th scope="col">Started</th>
            <th scope="col">Ends</th>
          </tr>
        </thead>
        <tbody>
          {results.map(
            ({ attempt_id, attempt_code, username, user_id, status, remaining_seconds, started_at, ends_at }) => (
              <tr key={attempt_id}>
                <th scope="row">
                  <a href={addressOf({ screen: 'attempt', course, code: attempt_code })}>
                    {username || `user ${user_id}`}
                  </a>
                </th>
                <td data-label="Status">
                  <Status status={status} />
                </td>
                <td data-label="Time left" class="number">
                  {remaining_seconds === null ? '–' : formatDuration(remaining_seconds)}
                </td>
                <td data-label="Started">
                  <Moment at={started_at} />
                </td>
                <td data-label="Ends">
                  <Moment at={ends_at} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      {in_progress > results.length && <p class="hint">The {results.length} with the least time are shown.</p>}
    </>
  );
}
