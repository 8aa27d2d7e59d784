import { nameOfUser } from '../learnerName.ts';
import { addressOf } from '../navigation.ts';
import type { ExamMonitor } from '../wire.ts';
import { Moment } from './Moment.tsx';
import { Status } from './Status.tsx';

/** Learners who have an attempt and have not started, the longest wait first. */
export function WaitingTable({ course, monitor }: { course: string; monitor: ExamMonitor }) {
  const { not_started, not_started_count } = monitor;
  if (not_started_count === 0) return <p>Nobody waits: every attempt has started.</p>;
  return (
    <>
      <table class="waiting">
        <caption>Not started: {not_started_count}, the longest wait first</caption>
        <thead>
          <tr>
            <th scope="col">Learner</th>
            <th scope="col">Status</th>
            <th scope="col">Waiting since</th>
            <th scope="col">Last action</th>
          </tr>
        </thead>
        <tbody>
          {not_started.map(row => (
            <tr key={row.attempt_id}>
              <th scope="row">
                <a href={addressOf({ screen: 'attempt', course, code: row.attempt_code })}>
                  {nameOfUser(row.username, row.user_id)}
                </a>
              </th>
              <td data-label="Status">
                <Status status={row.status} />
              </td>
              <td data-label="Waiting since">
                <Moment at={row.created} />
              </td>
              <td data-label="Last action">
                <Moment at={row.modified} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {not_started_count > not_started.length && <p class="hint">The first {not_started.length} are shown.</p>}
    </>
  );
}
