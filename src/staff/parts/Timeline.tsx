import type { TimelineEntry } from '../timeline.ts';
import { Moment } from './Moment.tsx';
import { Status } from './Status.tsx';

/** The events of an attempt, newest first, each with its author, time and reason. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol class="timeline">
      {entries.map(({ id, at, kind, title, by, reason, status, isEarlierAttempt }) => (
        <li key={id} class={`is-${kind}`}>
          <p class="what">
            {kind === 'status' && status !== null ? <Status status={status} /> : <strong>{title}</strong>}
            {isEarlierAttempt && <span class="badge">Earlier attempt with this code</span>}
          </p>
          {reason !== null && (kind === 'note' ? <p class="reason">{reason}</p> : <p class="reason">“{reason}”</p>)}
          <p class="when">
            {by !== '' && <span>{by}</span>}
            <Moment at={at} withUtc />
          </p>
        </li>
      ))}
    </ol>
  );
}
