import { startDynamodb } from '../../dev/dynamodb/dynamodb.ts';
import { readServiceDefinition } from '../../dev/serviceDefinition.ts';
import { startService } from '../../test/support/bundledService/service.ts';
import { measurer, total } from '../../test/support/capacity/measure.ts';
import type { Metered } from '../../test/support/capacity/meter.ts';
import { OPERATIONS } from '../../test/support/operationCatalogue/catalogue.ts';
import { openCourse } from '../../test/support/operationCatalogue/course.ts';
import { fillCourse } from '../../test/support/operationCatalogue/fill.ts';
import { type RunOptions, type Section, table } from '../section.ts';

/** The catalogue at two sizes of one course: shows operations whose cost depends on the number of attempts. */
export const growth: Section = { id: 'growth', title: 'Growth with the number of attempts', run };

const SIZES = [1000, 100_000] as const;
const QUICK_SIZES = [100, 1000] as const;

/** Late numbered pages and numbered searches: their queries exceed the functions' timeout on DynamoDB Local. */
const SMALL_ONLY = ['list_by_page_middle', 'search_by_page', 'search_nobody_by_page'];

/** Operations that grow by design, and the bound. */
const REASONS: Readonly<Record<string, string>> = {
  list_by_page: 'counts the pages: the index entries of up to 1,000 attempts ahead; constant from there on',
  search_by_cursor: 'reads usernames and emails 2,000 at a time; constant from there on',
  search_nobody: 'reads the usernames and emails of up to 10,000 attempts for a page; constant from there on',
  violation_report: 'reads more than its share of a page from each of the eight keys; constant from there on',
};

const METHOD = `One course in one table without a stream; each operation is measured as in the section on capacity, at two sizes of the course.
One attempt in ten has a review.`;

async function run({ quick, log }: RunOptions): Promise<string> {
  const sizes = quick ? QUICK_SIZES : SIZES;
  const [dynamodb, { tables }] = await Promise.all([
    startDynamodb({ port: 0, isBulkLoaded: true }),
    readServiceDefinition('local'),
  ]);
  // Without streams, which would take half of DynamoDB Local's time; nothing reads them here.
  const definitions = tables.map(({ input: { StreamSpecification: _, ...input }, ...definition }) => ({
    ...definition,
    input,
  }));
  try {
    const service = await startService({ database: { endpoint: dynamodb.endpoint, definitions } });
    try {
      const course = await openCourse(service);
      const measure = measurer(service);
      const costs: Record<string, Metered[]> = {};
      for (const size of sizes) {
        log(`filling the course up to ${size} attempts`);
        await fillCourse(course, size);
        const operations = OPERATIONS.filter(({ id }) => size === sizes[0] || !SMALL_ONLY.includes(id));
        for (const operation of operations) {
          costs[operation.id] = [...(costs[operation.id] ?? []), await measure(operation, course)];
        }
      }
      return report(sizes, costs);
    } finally {
      await service.stop();
    }
  } finally {
    await dynamodb.stop();
  }
}

function report(sizes: readonly number[], costs: Readonly<Record<string, readonly Metered[]>>): string {
  const entries = Object.entries(costs);
  const growing = entries.filter(([, points]) => new Set(points.map(costText)).size > 1).map(([id]) => id);
  const unexplained = growing.filter(id => !(id in REASONS));
  const rows = entries.map(([id, points]) => [
    id,
    ...sizes.map((_, index) => (points[index] ? costText(points[index]) : 'not measured')),
    growing.includes(id) ? (REASONS[id] ?? '**no reason known**') : '',
  ]);
  const sizesText = sizes.map(size => `${size.toLocaleString('en-GB')} attempts`);
  return [
    METHOD,
    `Not measured at the larger size: ${SMALL_ONLY.join(', ')}; their queries exceed the functions' timeout on DynamoDB Local.`,
    `Operations that grow without a known reason: ${unexplained.join(', ') || 'none'}.`,
    table(['operation (calls, read units, write units)', ...sizesText, 'reason of the growth'], rows),
  ].join('\n\n');
}

function costText({ calls, reads, writes }: Metered): string {
  return `${calls.length}, ${total(reads)}, ${total(writes)}`;
}
