import type { Table } from '../report/section.ts';
import { BEFORE, LEARNERS, NOW } from './designs.ts';
import { AWS } from './parameters.ts';
import { simulateBacklog } from './stream.ts';
import { UNITS } from './units.ts';

const DELIVERED_WITHIN_MINUTES = [1, 10, 30, 60];

/** A million reviews of one course; what the index does not take, vendors deliver again. */
export function reviewsTable(): Table {
  const takes = (keys: number) => (keys * AWS.partitionWrites) / UNITS.reviewing.by_course;
  const backlog = (minutes: number, keys: number) => {
    const seconds = minutes * 60;
    const coming = Array.from({ length: seconds }, () => LEARNERS / seconds);
    return simulateBacklog(coming, { shards: LEARNERS, batch: 1, batchSeconds: 1, mostWritten: takes(keys) });
  };
  return {
    id: 'reviews',
    title: 'A million reviews of one course',
    columns: [
      { key: 'within', title: 'delivered within, min' },
      { key: 'perSecond', title: 'reviews/s' },
      { key: 'takesBefore', title: 'taken/s, 1 key' },
      { key: 'before', title: 'all stored after, min', digits: 1 },
      { key: 'takesNow', title: 'taken/s, 8 keys' },
      { key: 'now', title: 'all stored after, min', digits: 1 },
    ],
    rows: DELIVERED_WITHIN_MINUTES.map(minutes => ({
      within: minutes,
      perSecond: LEARNERS / minutes / 60,
      takesBefore: takes(BEFORE.courseBuckets),
      before: backlog(minutes, BEFORE.courseBuckets).length / 60,
      takesNow: takes(NOW.courseBuckets),
      now: backlog(minutes, NOW.courseBuckets).length / 60,
    })),
  };
}
