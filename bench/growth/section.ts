import { startDynamodb } from '../../local/dynamodb/dynamodb.ts';
import { readServiceDefinition } from '../../local/serviceDefinition.ts';
import { type Service, startService } from '../../test/support/bundledService/service.ts';
import { measurer } from '../../test/support/capacity/measure.ts';
import { OPERATIONS } from '../../test/support/operationCatalogue/catalogue.ts';
import { type Course, openCourse } from '../../test/support/operationCatalogue/course.ts';
import { fillCourse } from '../../test/support/operationCatalogue/fill.ts';
import type { Operation } from '../../test/support/operationCatalogue/operation.ts';
import type { Findings, RunOptions, Section } from '../report/section.ts';
import { type Filling, findingsOf, type Point } from './findings.ts';

/** What every operation costs as a course, and with it the tables, grow. */
export const growth: Section = {
  id: 'growth',
  title: 'What grows with the number of attempts',
  run,
};

/** Attempts in the course: for all operations, and beyond that for lists. */
const SIZES = { all: [1000, 10_000, 100_000], listsAlone: [1_000_000] };
const QUICK_SIZES = { all: [100, 1000], listsAlone: [] };

/** Up to how many attempts these are measured: beyond, DynamoDB Local takes longer for their queries than functions wait. */
const MOST_ATTEMPTS: Readonly<Record<string, number>> = {
  list_by_page_middle: 10_000,
  search_by_page: 10_000,
  search_nobody_by_page: 10_000,
};

/** Of so many runs of a list the time is the median; of fewer where they take long. */
const REPEATS = 5;
const REPEATED_MS = 2000;

async function run({ quick, say }: RunOptions): Promise<Findings> {
  const { all, listsAlone } = quick ? QUICK_SIZES : SIZES;
  const [dynamodb, { tables }] = await Promise.all([
    startDynamodb({ port: 0, isForMuch: true }),
    readServiceDefinition('local'),
  ]);
  // Nobody reads the streams here, and writing them takes DynamoDB Local half of its time.
  const definitions = tables.map(table => {
    const { StreamSpecification: _, ...input } = table.input;
    return { ...table, input };
  });
  try {
    const service = await startService({ database: { endpoint: dynamodb.endpoint, definitions } });
    try {
      return await grow(service, { all, listsAlone, say });
    } finally {
      await service.stop();
    }
  } finally {
    await dynamodb.stop();
  }
}

async function grow(
  service: Service,
  given: { all: readonly number[]; listsAlone: readonly number[]; say: (line: string) => void },
): Promise<Findings> {
  const course = await openCourse(service);
  const measure = measurer(service);
  const points: Point[] = [];
  const fillings: Filling[] = [];
  for (const attempts of [...given.all, ...given.listsAlone]) {
    const before = course.filled.attempts;
    const began = performance.now();
    await fillCourse(course, attempts);
    const seconds = (performance.now() - began) / 1000;
    fillings.push({ attempts, added: course.filled.attempts - before, seconds });
    given.say(`${attempts} attempts, filled in ${Math.round(seconds)} s`);
    const isAll = given.all.includes(attempts);
    const isWanted = ({ id, function: name }: Operation) =>
      (isAll || name === 'lists') && attempts <= (MOST_ATTEMPTS[id] ?? attempts);
    for (const operation of OPERATIONS.filter(isWanted)) {
      const metered = await measure(operation, course);
      const milliseconds = operation.function === 'lists' ? await medianTime(course, operation) : undefined;
      points.push({ operation, attempts, metered, milliseconds });
    }
  }
  return findingsOf(points, fillings);
}

async function medianTime(course: Course, operation: Operation): Promise<number> {
  const times: number[] = [];
  const invocation = await operation.prepare(course);
  let spent = 0;
  while (times.length < REPEATS && spent < REPEATED_MS) {
    const began = performance.now();
    await course.service.invoke(invocation);
    const took = performance.now() - began;
    times.push(took);
    spent += took;
  }
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}
