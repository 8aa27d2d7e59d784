import type { Attempt } from '../../domain/attempts/attempt.ts';
import { invalidCursor } from '../../domain/errors.ts';
import {
  comparePositions,
  type MonitoredAttempt,
  type MonitoredExam,
  type MonitorPosition,
} from '../../usecases/exams/monitorExam.ts';
import { toWirePause } from './wire.ts';

/** Bytes of all rows, and of those of waiting learners: with the counts an answer stays below 30 kB. */
const MAX_ROW_BYTES = 28_000;
const MAX_WAITING_BYTES = 6000;
const MAX_WAITING = 50;

/** A page of the attempts in progress, with the counts of all; it ends early where its rows are long. */
export function toWireMonitor(
  monitored: MonitoredExam,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const { exam, asOf, counts, isTruncated, rows, notStarted } = monitored;
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const left = after ? rows.filter(({ position }) => comparePositions(position, after) > 0) : rows;
  const waiting = withinBytes(notStarted.slice(0, MAX_WAITING).map(toWireWaiting), MAX_WAITING_BYTES);
  const page = withinBytes(left.slice(0, limit).map(toWireRow), MAX_ROW_BYTES - bytesOf(waiting));
  const last = page.length < left.length ? left[page.length - 1] : undefined;
  return {
    ...toWirePause(exam),
    counts,
    is_truncated: isTruncated,
    in_progress: rows.length,
    results: page,
    not_started: waiting,
    not_started_count: notStarted.length,
    next_cursor: last ? toCursor(last.position) : null,
    as_of: asOf,
  };
}

/** The first rows that fit, and at least one. */
function withinBytes<Row>(rows: readonly Row[], maxBytes: number): Row[] {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += bytesOf(row);
    return index > 0 && bytes > maxBytes;
  });
  return end < 0 ? [...rows] : rows.slice(0, end);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function toWireRow({ attempt, endsAt, remainingSeconds }: MonitoredAttempt) {
  return {
    ...identityOf(attempt),
    started_at: attempt.startedAt,
    ends_at: endsAt,
    remaining_seconds: remainingSeconds,
    modified: attempt.modifiedAt,
    version: attempt.version,
  };
}

function toWireWaiting(attempt: Attempt) {
  return { ...identityOf(attempt), created: attempt.createdAt, modified: attempt.modifiedAt };
}

function identityOf({ attemptId, attemptCode, user, status }: Attempt) {
  return { attempt_id: attemptId, attempt_code: attemptCode, user_id: user.id, username: user.username, status };
}

function toCursor({ key, attemptId }: MonitorPosition): string {
  return Buffer.from(`${key} ${attemptId}`).toString('base64url');
}

/** @throws DomainError `invalid_request` */
function readCursor(cursor: string): MonitorPosition {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const [, key, id] = /^(~|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\d{1,16})$/.exec(text) ?? [];
  if (key === undefined || !Number.isSafeInteger(Number(id))) throw invalidCursor();
  return { key, attemptId: Number(id) };
}
