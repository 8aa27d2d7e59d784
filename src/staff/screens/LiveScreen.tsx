import { useEffect, useRef, useState } from 'preact/hooks';
import { client, describeError } from '../api.ts';
import { nameOfUser } from '../learnerName.ts';
import { countsInOrder, describeChanges } from '../monitor.ts';
import { addressOf, navigate } from '../navigation.ts';
import { announce, fail, revision } from '../notices.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { ExamOptions } from '../parts/ExamOptions.tsx';
import { Loading } from '../parts/Loading.tsx';
import { MinutesDialog, type MinutesTarget } from '../parts/MinutesDialog.tsx';
import { Moment } from '../parts/Moment.tsx';
import { RunningTable } from '../parts/RunningTable.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { Status } from '../parts/Status.tsx';
import { TimeJobList } from '../parts/TimeJobList.tsx';
import { WaitingTable } from '../parts/WaitingTable.tsx';
import { NO_FILTERS } from '../route.ts';
import { refreshJobs } from '../timeJobs.ts';
import { describeActor } from '../timeline.ts';
import { useLoaded } from '../useLoaded.ts';
import { useTicks } from '../useTicks.ts';
import type { ExamMonitor } from '../wire.ts';

const REFRESH_MS = 10_000;

/** An exam on its day: how many are in which status, who has how much time left, and who has not started. */
export function LiveScreen({ course, exam }: { course: string; exam: number | null }) {
  const params = { course_id: course };
  const exams = useLoaded(course, signal => client.listInstructorExams({ params }, { signal }));
  return (
    <>
      <ScreenTitle title="Live" course={course} />
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
                <ExamOptions exams={all} none="Choose an exam" />
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
  const [cursor, setCursor] = useState<string | undefined>();
  const ticks = useTicks(REFRESH_MS);
  const input = { params: { exam_id: exam }, query: { ...(cursor !== undefined && { cursor }) } };
  const loaded = useLoaded(
    `monitor ${exam} ${cursor ?? ''}`,
    signal => client.getExamMonitor(input, { signal }),
    ticks,
  );
  useEffect(() => {
    refreshJobs(exam).catch(error => fail(describeError(error)));
  }, [exam, ticks]);
  useAnnouncedChanges(loaded.data);
  return (
    <Loading loaded={loaded}>
      {monitor => (
        <div class="stack live">
          <PauseControl monitor={monitor} />
          <Counts course={course} monitor={monitor} />
          <TimeJobList examId={exam} />
          <Running course={course} monitor={monitor} cursor={cursor} onCursor={setCursor} />
          <WaitingTable course={course} monitor={monitor} />
          <p class="hint">
            Last change seen at <Moment at={monitor.as_of} withUtc />. Checked every ten seconds while this page is
            visible.
            {monitor.is_truncated && ' The counts are those of the latest attempts.'}
          </p>
        </div>
      )}
    </Loading>
  );
}

function Counts({ course, monitor: { exam_id, counts } }: { course: string; monitor: ExamMonitor }) {
  const statuses = countsInOrder(counts);
  if (statuses.length === 0) return <p>The exam has no attempts yet.</p>;
  return (
    <dl class="counts">
      {statuses.map(([status, count]) => (
        <div key={status}>
          <dt>
            <Status status={status} />
          </dt>
          <dd>
            <a
              href={addressOf({
                screen: 'attempts',
                course,
                filters: { ...NO_FILTERS, exam: exam_id, statuses: [status] },
              })}
            >
              {count}
              <span class="hidden"> attempts with this status</span>
            </a>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Tells screen readers what has changed, at most once in ten seconds; the rest with the next change. */
function useAnnouncedChanges(monitor: ExamMonitor | undefined): void {
  const latest = useRef<{ counts: ExamMonitor['counts']; at: number } | undefined>(undefined);
  useEffect(() => {
    if (!monitor) return;
    const before = latest.current;
    const now = Date.now();
    if (!before) latest.current = { counts: monitor.counts, at: 0 };
    if (!before || now - before.at < REFRESH_MS) return;
    const changes = describeChanges(before.counts, monitor.counts);
    if (changes === '') return;
    latest.current = { counts: monitor.counts, at: now };
    announce(`${changes}. ${monitor.in_progress} in progress`);
  }, [monitor]);
}

/** Sent at once, as seconds count: a pause is undone by resuming, and costs nobody time. */
function PauseControl({ monitor: { exam_id, paused_at, paused_by } }: { monitor: ExamMonitor }) {
  const params = { exam_id };
  if (paused_at === null) {
    return (
      <p class="actions">
        <ActionButton
          send={async () => {
            await client.pauseExam({ params });
            return 'The exam is paused: the time of all attempts stands still';
          }}
        >
          Pause the exam
        </ActionButton>
      </p>
    );
  }
  return (
    <div class="notice">
      <p>
        The exam is paused since <Moment at={paused_at} />
        {paused_by !== null && ` by ${describeActor(paused_by)}`}: the time of all attempts stands still, and none can
        begin.
      </p>
      <ActionButton
        class="primary"
        send={async () => {
          await client.resumeExam({ params });
          return 'The exam continues: each attempt has the time that it had left';
        }}
      >
        Resume the exam
      </ActionButton>
    </div>
  );
}

interface RunningProps {
  course: string;
  monitor: ExamMonitor;
  cursor: string | undefined;
  onCursor: (cursor: string | undefined) => void;
}

function Running({ course, monitor, cursor, onCursor }: RunningProps) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [target, setTarget] = useState<MinutesTarget | undefined>();
  const { exam_id: examId, results, in_progress, next_cursor } = monitor;
  // Those who have finished meanwhile are no longer selected.
  const selected = chosen.intersection(new Set(results.map(({ user_id }) => user_id)));
  const give = (userIds: readonly number[] | undefined, scope: string, expected: number) =>
    setTarget({ examId, userIds, scope, expected, knownIds: userIds ?? results.map(({ user_id }) => user_id) });
  return (
    <>
      {results.length > 0 && (
        <p class="actions">
          <button type="button" onClick={() => give(undefined, 'all in progress', in_progress)}>
            Give time to all in progress …
          </button>
          <button
            type="button"
            aria-disabled={selected.size === 0}
            onClick={() =>
              selected.size === 0
                ? announce('Select learners first')
                : give([...selected], `${selected.size} selected`, selected.size)
            }
          >
            {selected.size === 0 ? 'Give time to those selected …' : `Give time to ${selected.size} selected …`}
          </button>
          <label class="choice">
            <input
              type="checkbox"
              checked={selected.size === results.length}
              onChange={event =>
                setChosen(new Set(event.currentTarget.checked ? results.map(({ user_id }) => user_id) : []))
              }
            />
            Select all {results.length} shown
          </label>
        </p>
      )}
      <RunningTable
        course={course}
        monitor={monitor}
        selected={selected}
        onSelect={setChosen}
        onGiveTime={row => give([row.user_id], nameOfUser(row.username, row.user_id), 1)}
      />
      {(cursor !== undefined || next_cursor !== null) && (
        <p class="more">
          <button type="button" disabled={cursor === undefined} onClick={() => onCursor(undefined)}>
            Those with the least time
          </button>
          <button type="button" disabled={next_cursor === null} onClick={() => onCursor(next_cursor ?? undefined)}>
            Those with more time
          </button>
        </p>
      )}
      {target && (
        <MinutesDialog
          target={target}
          onClose={() => setTarget(current => (current === target ? undefined : current))}
          onAccepted={() => {
            setChosen(new Set());
            revision.value += 1;
          }}
        />
      )}
    </>
  );
}
