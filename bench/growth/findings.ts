import { total } from '../../test/support/capacity/measure.ts';
import type { Metered } from '../../test/support/capacity/meter.ts';
import type { Operation } from '../../test/support/operationCatalogue/operation.ts';
import type { Chart, Findings, Row, Table } from '../report/section.ts';

/** An operation in a course of so many attempts. */
export interface Point {
  operation: Operation;
  attempts: number;
  metered: Metered;
  /** Of lists: the median. */
  milliseconds: number | undefined;
}

/** How the course came to have so many. */
export interface Filling {
  attempts: number;
  added: number;
  seconds: number;
}

/** What cannot be flat, and why. */
const GROWING: Readonly<Record<string, string>> = {
  list_by_page:
    'how many pages there are has to be counted: the entries of up to 1,000 attempts ahead, about 16 units for 1,000; flat from there on',
  list_by_page_middle:
    'what comes before is skipped by reading its entries: the further, the more. By cursor nothing is skipped',
  search_by_cursor:
    'usernames and emails are looked at 2,000 at a time, however soon enough are found; flat from there on',
  search_nobody:
    'looks at all usernames and emails of the course, but at 10,000 for a page: flat from there on, page by page',
  search_by_page: 'counts up to 1,000 matches ahead; flat from there on',
  violation_report:
    'each of the eight keys is asked for more than its share of a page, which a small course has not; flat from there on',
  search_nobody_by_page: 'looks at all usernames and emails of the course twice: to count what matches, and to find it',
};

/** Few enough to be told apart. */
const DRAWN = [
  'poll',
  'create_by_staff',
  'list_by_cursor',
  'list_by_page',
  'list_by_page_middle',
  'search_nobody',
  'search_nobody_by_page',
];

export function findingsOf(points: readonly Point[], fillings: readonly Filling[]): Findings {
  const lines = [...Map.groupBy(points, ({ operation }) => operation.id).values()];
  const notFlat = lines.filter(line => !isFlat(line));
  const unexplained = notFlat.filter(line => !(idOf(line) in GROWING)).map(idOf);
  const filled = fillings.map(({ attempts, added, seconds }) => {
    return `${attempts.toLocaleString('en-GB')} in ${Math.round(seconds)} s (${Math.round(added / seconds)} a second)`;
  });
  return {
    how: [
      'One course in one table, filled further and further; each operation is asked of the bundled function in it, and its calls and ' +
        'units are counted as in the section on capacity. The baseline is the operation at the fewest attempts. Of the attempts filled ' +
        'in every tenth has a review.',
      `Filled by BatchWriteItem, 16 at a time, into tables without streams: ${filled.join(', ')}. Times are those of this machine ` +
        'and of DynamoDB Local, whose queries take longer in large tables; calls and units are those of DynamoDB itself.',
    ],
    tables: [flatTable(lines.filter(isFlat)), growingTable(notFlat), listTable(lines)],
    goals: [
      {
        what: 'operations whose calls or units grow with the attempts for no reason that is given',
        is: unexplained.length,
        most: 0,
        because: unexplained.join(', '),
      },
    ],
    charts: [chartOf(lines)],
  };
}

function idOf(line: readonly Point[]): string {
  return line[0]?.operation.id ?? '';
}

function unitsOf({ metered }: Point): number {
  return total(metered.reads) + total(metered.writes);
}

function isFlat(line: readonly Point[]): boolean {
  const costs = line.map(({ metered }) =>
    JSON.stringify([[...metered.calls].sort(), total(metered.reads), total(metered.writes)]),
  );
  return new Set(costs).size === 1;
}

function flatTable(lines: readonly (readonly Point[])[]): Table {
  const rows = lines.flatMap((line): Row[] => {
    const [first, last] = [line[0], line.at(-1)];
    if (!first || !last) return [];
    const { calls, reads, writes } = first.metered;
    const { id } = first.operation;
    const upTo = last.attempts;
    return [{ operation: id, upTo, calls: calls.length, reads: total(reads), writes: total(writes) }];
  });
  return {
    id: 'flat',
    title: 'The same at any size measured',
    columns: [
      { key: 'operation', title: 'operation' },
      { key: 'upTo', title: 'up to attempts' },
      { key: 'calls', title: 'calls' },
      { key: 'reads', title: 'read units', digits: 1 },
      { key: 'writes', title: 'write units' },
    ],
    rows,
  };
}

function growingTable(lines: readonly (readonly Point[])[]): Table {
  const rows = lines.flatMap(line =>
    line.map((point): Row => {
      const { id } = point.operation;
      const { attempts, metered } = point;
      return {
        operation: id,
        attempts,
        calls: metered.calls.length,
        units: unitsOf(point),
        because: GROWING[id] ?? '',
      };
    }),
  );
  return {
    id: 'growing',
    title: 'Not the same',
    notes: [
      'Numbered pages far behind and numbered searches were measured up to 10,000 attempts: queries without a limit take DynamoDB ' +
        'Local time in proportion to the table. It also ends a page of an index long before its entries have 1 MB, where DynamoDB ' +
        'ends it: where more than one is read, the calls are fewer on AWS.',
    ],
    columns: [
      { key: 'operation', title: 'operation' },
      { key: 'attempts', title: 'attempts' },
      { key: 'calls', title: 'calls' },
      { key: 'units', title: 'units', digits: 1 },
      { key: 'because', title: 'because' },
    ],
    rows,
  };
}

function listTable(lines: readonly (readonly Point[])[]): Table {
  const lists = lines.filter(line => line[0]?.milliseconds !== undefined);
  const sizes = (lists[0] ?? []).map(({ attempts }) => attempts);
  return {
    id: 'times',
    title: 'Milliseconds of a list on this machine, by attempts in the course',
    columns: [
      { key: 'operation', title: 'operation' },
      ...sizes.map(size => ({ key: String(size), title: size.toLocaleString('en-GB'), digits: 1 })),
    ],
    rows: lists.map(line => ({
      operation: idOf(line),
      ...Object.fromEntries(line.map(({ attempts, milliseconds = 0 }) => [attempts, milliseconds])),
    })),
  };
}

function chartOf(lines: readonly (readonly Point[])[]): Chart {
  return {
    id: 'growth',
    title: 'Read and write units of an operation by attempts in the course',
    x: { title: 'attempts in the course', isLogarithmic: true },
    y: { title: 'units', isLogarithmic: true },
    lines: lines
      .filter(line => DRAWN.includes(idOf(line)))
      .map(line => ({
        name: idOf(line),
        points: line.map((point): [number, number] => [point.attempts, unitsOf(point)]),
      })),
  };
}
