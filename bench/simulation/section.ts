import type { Chart, Findings, RunOptions, Section, Table } from '../report/section.ts';
import { closingFindings } from './closingFindings.ts';
import { LEARNERS, PREPARED, REMEMBERING } from './designs.ts';
import { keysTable } from './keysTable.ts';
import { ASSUMED, AWS } from './parameters.ts';
import { reviewsTable } from './reviewFindings.ts';
import { simulateRush } from './rush.ts';
import { byBuckets, stepByStep } from './rushFindings.ts';
import { streamFindings, thinned } from './streamFindings.ts';
import { UNITS } from './units.ts';

/** What cannot be run here: a course of a million learners in the same minute. Nothing in it is measured but what it says. */
export const simulationSection: Section = {
  id: 'simulation',
  title: 'A million learners in the same minute (simulated)',
  run,
};

async function run(options: RunOptions): Promise<Findings> {
  const steps = stepByStep(options);
  const course = byBuckets('courseBuckets', options);
  const schedule = byBuckets('scheduleBuckets', options);
  const closing = closingFindings(options);
  const design = REMEMBERING;
  const rush = simulateRush({
    learners: LEARNERS,
    withinSeconds: 60,
    design,
    prepared: PREPARED,
    seed: 1,
    mostSeconds: 3600,
  });
  const streams = streamFindings(rush);
  return {
    how: [
      'Not measured: reckoned, in steps of a fifth of a second, from the limits that AWS publishes and what the service asks of each key. ' +
        'bench/simulation/parameters.ts says of every number where it comes from, and which are assumed. Learners come evenly within ' +
        'the time given; whoever is refused waits longer each time and asks again. Keys are put on partitions by a seeded hash; of ' +
        'three seeds the middle is shown. "All" are 99.9 %.',
      'An index that cannot keep up throttles the writes of its table. A partition that is hot for five minutes is split (assumed), ' +
        'which parts different keys, but nothing within a key that only grows.',
    ],
    tables: [
      keysTable(),
      steps,
      course.table,
      schedule.table,
      closing.table,
      streams.table,
      reviewsTable(),
      unitsTable(),
    ],
    charts: [throttledChart(course.results), closing.chart, streams.chart],
    goals: [
      {
        what: 'Seconds by which the last of a million attempts that end in one minute is closed late (simulated)',
        is: closing.lagOfAMillion,
        most: 60,
      },
    ],
  };
}

function throttledChart(results: ReturnType<typeof byBuckets>['results']): Chart {
  return {
    id: 'simulation-throttled',
    title: 'Tries a second that DynamoDB throttles, by keys of a course',
    x: { title: 'seconds' },
    y: { title: 'tries a second' },
    lines: results
      .filter(({ minutes }) => minutes === 1)
      .map(({ count, result }) => ({
        name: `${count} ${count === 1 ? 'key' : 'keys'}`,
        points: thinned(result.seconds.slice(0, 1200).map(({ throttled }) => throttled)),
      })),
  };
}

/** What a million in a minute take of each table: by these the quotas are asked for. */
function unitsTable(): Table {
  const perSecond = LEARNERS / 60;
  const rows = [
    { what: 'attempts, writes', units: UNITS.creating.attempts + UNITS.starting.attempts },
    { what: 'attempts, current_by_course and by_exam_and_learner, writes', units: UNITS.creating.current_by_course },
    { what: 'attempts, by_schedule and in_progress_by_learner, writes', units: UNITS.starting.by_schedule },
    { what: 'attempts, reads (starts and polls)', units: 1 + 1 },
    {
      what: 'directory, writes (learners seen for the first time)',
      units: UNITS.knowingLearner.directory + UNITS.creating.directory,
    },
    { what: 'directory, writes (learners known before)', units: UNITS.creating.directory },
    { what: 'directory, by_learner, writes', units: UNITS.creating.by_learner },
    { what: 'history, writes', units: ASSUMED.historyItemUnits },
    { what: 'API Gateway, requests (creating, starting, polling)', units: 3 },
  ];
  return {
    id: 'units',
    title: 'What a million in a minute need, a second',
    columns: [
      { key: 'what', title: 'what' },
      { key: 'units', title: 'for a learner' },
      { key: 'needed', title: 'needed, a second' },
      { key: 'quota', title: 'default quota' },
    ],
    rows: rows.map(({ what, units }) => ({
      what,
      units,
      needed: units * perSecond,
      quota: what.startsWith('API') ? AWS.gatewayRequests : AWS.tableQuota,
    })),
  };
}
