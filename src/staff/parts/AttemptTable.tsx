import { useState } from 'preact/hooks';
import { attentionReason } from '../attention.ts';
import { selection } from '../bulkOutcome.ts';
import { nameOf } from '../learnerName.ts';
import { addressOf } from '../navigation.ts';
import { isInProgress, mayDecide, mayResume } from '../statuses.ts';
import { formatDuration, takenSeconds } from '../time.ts';
import type { ListedAttempt } from '../wire.ts';
import { Dialog } from './Dialog.tsx';
import { Moment } from './Moment.tsx';
import { Status } from './Status.tsx';
import { VerdictForm } from './VerdictForm.tsx';

/** Attempts as a table, on narrow screens as cards. */
export function AttemptTable({ course, attempts }: { course: string; attempts: readonly ListedAttempt[] }) {
  const [decided, setDecided] = useState<ListedAttempt | undefined>();
  if (attempts.length === 0) return null;
  return (
    <>
      <table class="attempts">
        <caption class="hidden">Attempts of the course, latest first</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">Select</span>
            </th>
            <th scope="col">Learner</th>
            <th scope="col">Exam</th>
            <th scope="col">Status</th>
            <th scope="col">Started</th>
            <th scope="col">Time</th>
            <th scope="col">
              <span class="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(attempt => (
            <Row key={attempt.id} course={course} attempt={attempt} onDecide={() => setDecided(attempt)} />
          ))}
        </tbody>
      </table>
      {decided && (
        <Dialog title={`Decide on the attempt of ${nameOf(decided)}`} onClose={() => setDecided(undefined)}>
          <VerdictForm attempt={decided} onDecided={() => setDecided(undefined)} />
          <p class="actions">
            <button type="button" onClick={() => setDecided(undefined)}>
              Cancel
            </button>
          </p>
        </Dialog>
      )}
    </>
  );
}

interface RowProps {
  course: string;
  attempt: ListedAttempt;
  onDecide: () => void;
}

function Row({ course, attempt, onDecide }: RowProps) {
  const { id, user, proctored_exam, status, started_at, all_attempts_count } = attempt;
  const name = nameOf(attempt);
  const isSelected = selection.value.has(id);
  const exam = proctored_exam?.exam_name ?? '–';
  const attention = attentionReason(attempt, Date.now());
  return (
    <tr class={isSelected ? 'selected' : undefined}>
      <td class="tick">
        <input
          type="checkbox"
          aria-label={`Select ${name}, ${user.username}, ${exam}`}
          checked={isSelected}
          onChange={() => toggle(id)}
        />
      </td>
      <th scope="row">
        <a href={addressOf({ screen: 'attempt', course, code: attempt.attempt_code })}>{name}</a>
        <small>{user.username}</small>
      </th>
      <td data-label="Exam">
        {exam}
        {all_attempts_count > 1 && <small>{all_attempts_count} attempts</small>}
      </td>
      <td data-label="Status">
        <Status status={status} />
        {attention !== undefined && <small class="attention">{attention}</small>}
      </td>
      <td data-label="Started">
        <Moment at={started_at} />
      </td>
      <td data-label="Time" class="number">
        {describeTime(attempt)}
      </td>
      <td class="row-actions">
        {(mayDecide(status) || mayResume(attempt)) && (
          <button type="button" class="plain" onClick={onDecide}>
            Decide …<span class="hidden">{` on the attempt of ${name}, ${exam}`}</span>
          </button>
        )}
      </td>
    </tr>
  );
}

function toggle(id: number): void {
  const ids = new Set(selection.value);
  if (!ids.delete(id)) ids.add(id);
  selection.value = ids;
}

function describeTime({ status, started_at, completed_at, time_remaining_seconds }: ListedAttempt): string {
  if (isInProgress(status)) return `${formatDuration(time_remaining_seconds ?? 0)} left`;
  const taken = takenSeconds(started_at, completed_at);
  return taken === null ? '–' : `took ${formatDuration(taken)}`;
}
