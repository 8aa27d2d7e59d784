import { nameOfUser } from '../learnerName.ts';
import { type MonitorRow, secondsLeft } from '../monitor.ts';
import { addressOf } from '../navigation.ts';
import { serverNow } from '../serverClock.ts';
import { formatDuration } from '../time.ts';
import type { ExamMonitor } from '../wire.ts';
import { Moment } from './Moment.tsx';
import { Status } from './Status.tsx';

interface RunningTableProps {
  course: string;
  monitor: ExamMonitor;
  selected: ReadonlySet<number>;
  onSelect: (userIds: ReadonlySet<number>) => void;
  onGiveTime: (row: MonitorRow) => void;
}

/** Less time left than this is marked. */
const SOON_SECONDS = 300;

/** Learners in progress, the least time left first. */
export function RunningTable({ course, monitor, selected, onSelect, onGiveTime }: RunningTableProps) {
  const { results, in_progress } = monitor;
  if (results.length === 0) return <p>Nobody is in progress.</p>;
  const toggle = (userId: number) => onSelect(selected.symmetricDifference(new Set([userId])));
  return (
    <table class="running">
      <caption>In progress: {in_progress}, the least time first</caption>
      <thead>
        <tr>
          <td>
            <span class="hidden">Selected</span>
          </td>
          <th scope="col">Learner</th>
          <th scope="col">Status</th>
          <th scope="col">Time left</th>
          <th scope="col">Ends</th>
          <th scope="col">Started</th>
          <th scope="col">Last action</th>
          <th scope="col">Actions</th>
        </tr>
      </thead>
      <tbody>
        {results.map(row => (
          <tr key={row.attempt_id} class={selected.has(row.user_id) ? 'selected' : undefined}>
            <td class="tick">
              <input
                type="checkbox"
                aria-label={`Select ${nameOfUser(row.username, row.user_id)}`}
                checked={selected.has(row.user_id)}
                onChange={() => toggle(row.user_id)}
              />
            </td>
            <th scope="row">
              <a href={addressOf({ screen: 'attempt', course, code: row.attempt_code })}>
                {nameOfUser(row.username, row.user_id)}
              </a>
            </th>
            <td data-label="Status">
              <Status status={row.status} />
            </td>
            <td data-label="Time left" class="number">
              <TimeLeft row={row} />
            </td>
            <td data-label="Ends">
              <Moment at={row.ends_at} />
            </td>
            <td data-label="Started">
              <Moment at={row.started_at} />
            </td>
            <td data-label="Last action">
              <Moment at={row.modified} />
            </td>
            <td data-label="Actions">
              <button type="button" class="plain" onClick={() => onGiveTime(row)}>
                Give time …<span class="hidden"> to {nameOfUser(row.username, row.user_id)}</span>
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TimeLeft({ row }: { row: MonitorRow }) {
  const seconds = secondsLeft(row, serverNow());
  if (seconds === null) return <span class="none">–</span>;
  const text = formatDuration(seconds);
  return seconds < SOON_SECONDS ? <strong class="soon">{text}</strong> : <span>{text}</span>;
}
