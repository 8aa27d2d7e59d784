import { DomainError } from '../../domain/errors.ts';
import {
  comparePositions,
  type MonitoredAttempt,
  type MonitoredExam,
  type MonitorPosition,
} from '../../usecases/exams/monitorExam.ts';
import { toWirePause } from './wire.ts';

/** Bytes of a page of rows: with the counts an answer stays below 30 kB. */
const MAX_ROW_BYTES = 28_000;

/** A page of the attempts in progress, with the counts of all; it ends early where its rows are long. */
export function toWireMonitor(
  monitored: MonitoredExam,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const { exam, asOf, counts, isTruncated, rows } = monitored;
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const left = after ? rows.filter(({ position }) => comparePositions(position, after) > 0) : rows;
  const page = firstRows(left, limit);
  const last = page.length < left.length ? page.at(-1)?.row : undefined;
  return {
    ...toWirePause(exam),
    counts,
    is_truncated: isTruncated,
    in_progress: rows.length,
    results: page.map(({ wire }) => wire),
    next_cursor: last ? toCursor(last.position) : null,
    as_of: asOf,
  };
}

function firstRows(rows: readonly MonitoredAttempt[], limit: number) {
  const page: { row: MonitoredAttempt; wire: ReturnType<typeof toWireRow> }[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limit)) {
    const wire = toWireRow(row);
    bytes += Buffer.byteLength(JSON.stringify(wire));
    if (page.length > 0 && bytes > MAX_ROW_BYTES) break;
    page.push({ row, wire });
  }
  return page;
}

function toWireRow({ attempt, endsAt, remainingSeconds }: MonitoredAttempt) {
  return {
    attempt_id: attempt.attemptId,
    attempt_code: attempt.attemptCode,
    user_id: attempt.user.id,
    username: attempt.user.username,
    status: attempt.status,
    started_at: attempt.startedAt,
    ends_at: endsAt,
    remaining_seconds: remainingSeconds,
    version: attempt.version,
  };
}

function toCursor({ key, attemptId }: MonitorPosition): string {
  return Buffer.from(`${key} ${attemptId}`).toString('base64url');
}

/** @throws DomainError `invalid_request` */
function readCursor(cursor: string): MonitorPosition {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const [, key, id] = /^(~|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\d{1,16})$/.exec(text) ?? [];
  if (key === undefined || !Number.isSafeInteger(Number(id))) {
    throw new DomainError('invalid_request', 'The cursor is not valid. Use the next_cursor of a previous page.', {
      inputErrors: [{ pointer: '/cursor', detail: 'must be a next_cursor of a previous page' }],
    });
  }
  return { key, attemptId: Number(id) };
}
