import { attentionReason } from '../attention.ts';
import { addressOf } from '../navigation.ts';
import { isInProgress } from '../statuses.ts';
import { formatDuration, takenSeconds } from '../time.ts';
import type { ListedAttempt } from '../wire.ts';
import { Moment } from './Moment.tsx';
import { Status } from './Status.tsx';

/** Attempts as a table, on narrow screens as cards. */
export function AttemptTable({ course, attempts }: { course: string; attempts: readonly ListedAttempt[] }) {
  if (attempts.length === 0) return null;
  return (
    <table class="attempts">
      <caption class="hidden">Attempts of the course, latest first</caption>
      <thead>
        <tr>
          <th scope="col">Learner</th>
          <th scope="col">Exam</th>
          <th scope="col">Status</th>
          <th scope="col">Started</th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {attempts.map(attempt => (
          <Row key={attempt.id} course={course} attempt={attempt} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ course, attempt }: { course: string; attempt: ListedAttempt }) {
  const { user, student_name, proctored_exam, status, started_at, all_attempts_count } = attempt;
  const attention = attentionReason(attempt, Date.now());
  return (
    <tr>
      <th scope="row">
        <a href={addressOf({ screen: 'attempt', course, code: attempt.attempt_code })}>
          {student_name || user.username}
        </a>
        <small>{user.username}</small>
      </th>
      <td data-label="Exam">
        {proctored_exam?.exam_name ?? '–'}
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
    </tr>
  );
}

function describeTime({ status, started_at, completed_at, time_remaining_seconds }: ListedAttempt): string {
  if (isInProgress(status)) return `${formatDuration(time_remaining_seconds ?? 0)} left`;
  const taken = takenSeconds(started_at, completed_at);
  return taken === null ? '–' : `took ${formatDuration(taken)}`;
}
