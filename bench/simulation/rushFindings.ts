import type { RunOptions, Table } from '../report/section.ts';
import { BEFORE, BUCKET_COUNTS, LEARNERS, NOW, PREPARED, REMEMBERING, SPREADS_MINUTES, UNPREPARED } from './designs.ts';
import { type Rush, type RushResult, type RushSecond, simulateRush } from './rush.ts';

const HOUR = 3600;

/** Several placements of the keys by their hash; what is shown is the one in the middle. */
function middleOf(rush: Omit<Rush, 'seed' | 'mostSeconds' | 'learners'>, { quick }: RunOptions): RushResult {
  const seeds = quick ? [1] : [1, 2, 3];
  const results = seeds.map(seed => simulateRush({ ...rush, learners: LEARNERS, seed, mostSeconds: HOUR }));
  const after = ({ allStartedAfter }: RushResult) => allStartedAfter ?? Number.POSITIVE_INFINITY;
  results.sort((one, other) => after(one) - after(other));
  return results[Math.floor(seeds.length / 2)] as RushResult;
}

const totalOf = ({ seconds }: RushResult, what: keyof RushSecond): number =>
  seconds.reduce((total, second) => total + second[what], 0);

const OUTCOME = [
  { key: 'minutes', title: 'minutes until all have started', digits: 1 },
  { key: 'started', title: 'started within the hour' },
  { key: 'refused', title: 'requests refused before DynamoDB (429, 503)' },
  { key: 'throttled', title: 'tries throttled by DynamoDB' },
  { key: 'failed', title: 'requests answered 5xx' },
];

function outcomeOf(result: RushResult) {
  const { allStartedAfter } = result;
  return {
    minutes: allStartedAfter === null ? 'more than 60' : allStartedAfter / 60,
    started: result.startedAtEnd,
    refused: totalOf(result, 'refused'),
    throttled: totalOf(result, 'throttled'),
    failed: totalOf(result, 'failed'),
  };
}

/** The buckets alone: the exam costs nothing, the other index has as many keys as were ever tried. */
export function byBuckets(which: 'courseBuckets' | 'scheduleBuckets', options: RunOptions) {
  const alone = { courseBuckets: 64, scheduleBuckets: 64, examReads: 'free' as const };
  const counts = options.quick ? [1, 8, 64] : BUCKET_COUNTS;
  const spreads = options.quick ? [1] : SPREADS_MINUTES;
  const results = counts.flatMap(count =>
    spreads.map(minutes => {
      options.say(`${which} ${count}, within ${minutes} min`);
      const design = { ...alone, [which]: count };
      const result = middleOf({ withinSeconds: minutes * 60, design, prepared: PREPARED }, options);
      return { count, minutes, result };
    }),
  );
  const index = which === 'courseBuckets' ? 'current_by_course' : 'by_schedule';
  const table: Table = {
    id: which,
    title: `By the number of keys of ${index}, with nothing else in the way`,
    columns: [{ key: 'count', title: 'keys' }, { key: 'within', title: 'come within, min' }, ...OUTCOME],
    rows: results.map(({ count, minutes, result }) => ({ count, within: minutes, ...outcomeOf(result) })),
  };
  return { table, results };
}

/** One thing after the other put right. */
export function stepByStep(options: RunOptions): Table {
  const warm = { ...PREPARED, warm: UNPREPARED.warm };
  const steps: [string, Rush['design'], Rush['prepared']][] = [
    ['as it was, nothing prepared', BEFORE, UNPREPARED],
    ['as it was, quotas raised, tables new', BEFORE, warm],
    ['as it was, tables warm', BEFORE, PREPARED],
    ['starts read only what they need', { ...BEFORE, examReads: 'needed' }, PREPARED],
    ['8 keys for a course, 48 for the schedule', NOW, PREPARED],
    ['exams remembered for 5 s', REMEMBERING, PREPARED],
    ['exams remembered, but one key for a course', { ...REMEMBERING, courseBuckets: 1 }, PREPARED],
    ['as it is, exams remembered, nothing prepared', REMEMBERING, UNPREPARED],
    ['bursts of 300 s go beyond a partition’s limit', REMEMBERING, { ...PREPARED, burstSeconds: 300 }],
  ];
  const spreads = options.quick ? [1] : SPREADS_MINUTES;
  return {
    id: 'steps',
    title: 'A million learners of one course create and start their attempt',
    columns: [{ key: 'what', title: 'what' }, { key: 'within', title: 'come within, min' }, ...OUTCOME],
    rows: steps.flatMap(([what, design, prepared]) =>
      spreads.map(minutes => {
        options.say(`${what}, within ${minutes} min`);
        const result = middleOf({ withinSeconds: minutes * 60, design, prepared }, options);
        return { what, within: minutes, ...outcomeOf(result) };
      }),
    ),
  };
}
