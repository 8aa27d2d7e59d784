import { statusText } from './statuses.ts';
import type { ExamMonitor } from './wire.ts';
import { STATUSES } from './wording.ts';

export type MonitorRow = ExamMonitor['results'][number];

type Counts = Readonly<Record<string, number | undefined>>;

/** Seconds left, also while the exam is paused; null without a clock. @param now milliseconds since 1970 */
export function secondsLeft({ ends_at, remaining_seconds }: MonitorRow, now: number): number | null {
  if (remaining_seconds !== null) return remaining_seconds;
  return ends_at === null ? null : Math.max(0, Math.ceil((Date.parse(ends_at) - now) / 1000));
}

/** Statuses with their counts, in the order of an attempt's life. */
export function countsInOrder(counts: Counts): [status: string, count: number][] {
  const order = Object.keys(STATUSES);
  const positionOf = (status: string) => (order.includes(status) ? order.indexOf(status) : order.length);
  return Object.entries(counts)
    .flatMap(([status, count = 0]): [string, number][] => (count > 0 ? [[status, count]] : []))
    .sort(([a], [b]) => positionOf(a) - positionOf(b));
}

/** Changes of the counts in words: `2 more: Submitted; 1 fewer: In progress`. Empty where nothing has changed. */
export function describeChanges(before: Counts, after: Counts): string {
  const changed = { ...before, ...after };
  return countsInOrder(Object.fromEntries(Object.keys(changed).map(status => [status, 1])))
    .flatMap(([status]) => {
      const difference = (after[status] ?? 0) - (before[status] ?? 0);
      if (difference === 0) return [];
      return [`${Math.abs(difference)} ${difference > 0 ? 'more' : 'fewer'}: ${statusText(status).label}`];
    })
    .join('; ');
}
