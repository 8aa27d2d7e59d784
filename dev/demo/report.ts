/** The fields of a history item that the demo shows. */
export interface ShownChange {
  status: string;
  to_status: string | null;
  change: string;
  changed_at: string;
  changed_by: { role: string; user_id: number | null };
  reason: string | null;
  student_name: string;
}

export interface ShownReview {
  vendor: string;
  review_status: string;
  version: number;
  received_at: string;
  video_url: string | null;
  is_attempt_active: boolean;
  comments: { start: number | null; stop: number | null; comment: string; status: string; source: string }[];
}

/** One operation, its HTTP status and the resulting status of the attempt. */
export interface ShownStep {
  description: string;
  httpStatus: number;
  attemptStatus: string;
}

const EMPTY_CELL = '–';
const STEP_WIDTH = 62;
const REASON_WIDTH = 20;
const NAME_WIDTH = 17;

/** The heading of the lines of `formatStep`. */
export const STEP_HEADING = stepColumns('Step', 'HTTP', 'Status of the attempt');

export function formatStep({ description, httpStatus, attemptStatus }: ShownStep): string {
  return stepColumns(description, String(httpStatus), attemptStatus);
}

function stepColumns(description: string, httpStatus: string, attemptStatus: string): string {
  return `  ${clip(description, STEP_WIDTH).padEnd(STEP_WIDTH)}  ${httpStatus.padEnd(4)}  ${attemptStatus}`;
}

/** Such as "created → started". */
export function describeChange({ status, change, to_status }: ShownChange): string {
  return `${status} → ${change === 'removed' ? 'removed' : to_status}`;
}

/** Such as "learner 42", or "vendor", which has no id. */
export function describeActor({ changed_by: { role, user_id } }: ShownChange): string {
  return user_id === null ? role : `${role} ${user_id}`;
}

/** A line for each change, in columns, with a heading. */
export function formatTimeline(changes: readonly ShownChange[]): string {
  const rows = changes.map(change => [
    moment(change.changed_at),
    describeChange(change),
    describeActor(change),
    clip(change.reason || EMPTY_CELL, REASON_WIDTH),
    clip(change.student_name || EMPTY_CELL, NAME_WIDTH),
  ]);
  return formatColumns([['Time (UTC)', 'Change', 'Actor', 'Reason', 'Student name'], ...rows]);
}

/** The review, with its comments in the order of the recording. */
export function formatReview(review: ShownReview): string {
  const { vendor, review_status, version, received_at, is_attempt_active, video_url } = review;
  const comments = review.comments
    .toSorted((a, b) => (a.start ?? 0) - (b.start ?? 0))
    .map(({ start, stop, source, status, comment }) => [
      `${minutes(start)} – ${minutes(stop)}`,
      source,
      status,
      comment,
    ]);
  return [
    `  ${review_status} (${vendor}, version ${version}, ${moment(received_at)})`,
    `  of an attempt that is ${is_attempt_active ? 'live' : 'archived'}`,
    `  video ${video_url ?? EMPTY_CELL}`,
    ...(comments.length > 0 ? [formatColumns(comments)] : []),
  ].join('\n');
}

function moment(instant: string): string {
  return instant.replace('T', ' ').replace('Z', '');
}

function minutes(seconds: number | null): string {
  if (seconds === null) return EMPTY_CELL;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(5);
}

function formatColumns(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? [];
  return rows
    .map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
