import type { Table } from '../report/section.ts';
import { BEFORE, NOW, REMEMBERING } from './designs.ts';
import { AWS } from './parameters.ts';
import type { Design } from './service.ts';
import { UNITS } from './units.ts';

interface Key {
  key: string;
  /** Units for one learner who creates and starts, on the one key that gets most of them. */
  units: (design: Design) => number;
  takes: number;
}

const EXAM_UNITS = { all: 8, needed: 6, remembered: 1, free: 0 };

/** What a course's or an exam's learners have in common; everything else is a key for each attempt or learner. */
const KEYS: Key[] = [
  {
    key: 'exams: the exam, its policy and allowances (reads)',
    units: ({ examReads }) => EXAM_UNITS[examReads],
    takes: AWS.partitionReads,
  },
  {
    key: 'attempts, current_by_course: the course',
    units: ({ courseBuckets }) => UNITS.creating.current_by_course / courseBuckets,
    takes: AWS.partitionWrites,
  },
  {
    key: 'attempts, by_schedule: a bucket',
    units: ({ scheduleBuckets }) => UNITS.starting.by_schedule / scheduleBuckets,
    takes: AWS.partitionWrites,
  },
  {
    key: 'reviews, by_course: the course (per review)',
    units: ({ courseBuckets }) => UNITS.reviewing.by_course / courseBuckets,
    takes: AWS.partitionWrites,
  },
];

/** Which key limits how many learners a second, if each key has a partition to itself. */
export function keysTable(): Table {
  const learners = ({ units, takes }: Key, design: Design) => takes / units(design);
  return {
    id: 'keys',
    title: 'Keys that many share, and how many learners a second they let through',
    columns: [
      { key: 'key', title: 'key' },
      { key: 'takes', title: 'takes, units/s' },
      { key: 'unitsBefore', title: 'units for a learner, before', digits: 2 },
      { key: 'before', title: 'learners/s, before' },
      { key: 'unitsNow', title: 'units, now', digits: 2 },
      { key: 'now', title: 'learners/s, now' },
      { key: 'remembering', title: 'learners/s, exams remembered' },
    ],
    rows: KEYS.map(key => ({
      key: key.key,
      takes: key.takes,
      unitsBefore: key.units(BEFORE),
      before: learners(key, BEFORE),
      unitsNow: key.units(NOW),
      now: learners(key, NOW),
      remembering: learners(key, REMEMBERING),
    })),
    notes: [
      'A million in a minute are 16,667 learners a second. Polls, one unit each of the exam unless it is remembered, come on top: 16,667 a second once all have started.',
    ],
  };
}
