import type { Minimum } from './minimum.ts';

/** Exams, the schedule, the archive and events. */
export const BACKGROUND_MINIMUMS: Readonly<Record<string, Minimum>> = {
  create_exam: { calls: 1, reads: 0, writes: 5, because: 'the exam with an index entry, its content' },
  allowance_changes: {
    calls: 2,
    reads: 2,
    writes: 0,
    because: 'the exam; the versions',
    above: 'present and former ones are apart',
  },
  time_job: {
    calls: 9,
    reads: 9,
    writes: 20,
    because:
      'the exam; the job, pending; the index, the attempt; the learner, allowance, slot and attempt; the grant; the progress',
    above: 'the answer has the job as it is now, and the exam is read again for each page, as it may be paused',
  },
  time_job_by_schedule: {
    calls: 9,
    reads: 9,
    writes: 15,
    because: 'the pending jobs; then as above',
    above: 'the schedule is read as well: 48 buckets, as above',
  },
  pause_exam: {
    calls: 2,
    reads: 1,
    writes: 2,
    because: 'the exam; one write, also of its entry in the list of the course',
  },
  resume_exam: { calls: 2, reads: 1, writes: 2, because: 'as above' },
  monitor: {
    calls: 3,
    reads: 39,
    writes: 0,
    because: 'the exam; the index; 75 attempts, for display',
    above: 'the index has 8 shards',
  },
  monitor_again: { calls: 1, reads: 1, writes: 0, because: 'the exam, whose pauses count at once' },
  read_exam: { calls: 1, reads: 1, writes: 0, because: 'the exam' },
  exam_settings: { calls: 2, reads: 2, writes: 0, because: 'the exam; what its course has chosen' },
  list_exams: { calls: 1, reads: 0.5, writes: 0, because: 'the index' },
  publish_exams: {
    calls: 4,
    reads: 5.5,
    writes: 10,
    because:
      'the counter, the choice and the contents; the exam; the index; the transaction with a new exam, its content and the counter',
    above: 'the choice is read first: a conflict repeats the rest',
  },
  configure_course: { calls: 1, reads: 0, writes: 1, because: 'the choice' },
  read_course_config: { calls: 1, reads: 1, writes: 0, because: 'the choice' },

  schedule: {
    calls: 1,
    reads: 0.5,
    writes: 0,
    because: 'the index',
    above: '48 buckets, six a run: one key of an index takes 1,000 writes a second (docs/scaling.md)',
  },
  schedule_later: {
    calls: 3,
    reads: 1.5,
    writes: 0,
    because: 'the indexes of ends, of pending jobs and of names to renew',
    above: '48 buckets, as above',
  },
  time_out: {
    calls: 4,
    reads: 2.5,
    writes: 3,
    because:
      'the index; the attempt and its exam, whose pauses move its end; one write, by which the attempt leaves two sparse indexes',
    above: '48 buckets, as above',
  },
  archive_100: {
    calls: 5,
    reads: 100,
    writes: 100,
    because: '4 batches of 25; the erasure of the learners, after the items are written',
    above: 'erasure is read before as well, so that no name of an erased learner is written',
  },
  archive_100_removals: {
    calls: 7,
    reads: 200,
    writes: 100,
    because: 'the same, and 100 tombstones; 100 keys a call',
    above: 'as above',
  },

  log_100_events: {
    calls: 102,
    reads: 2,
    writes: 200,
    because:
      'the exam; each event of up to 1 KB on the condition that it is new, and its index entry; whether a webhook was changed',
    above: 'an event of a real exam is above 1 KB with its keys',
  },
  queue_100_events: {
    calls: 103,
    reads: 3,
    writes: 200,
    because: 'the same, and the webhook',
    above: 'as above',
  },
  poll_events: {
    calls: 2,
    reads: 13,
    writes: 0,
    because: 'the index; 25 events at half the units',
    above: 'a day has eight keys of the index: one takes 1,000 writes a second; the events are read consistently',
  },
  read_event: { calls: 1, reads: 1, writes: 0, because: 'the event' },
};
