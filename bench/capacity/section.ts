import { startService } from '../../test/support/bundledService/service.ts';
import { callsText, deviations } from '../../test/support/capacity/budget.ts';
import { BUDGETS } from '../../test/support/capacity/budgets.ts';
import { measurer, total } from '../../test/support/capacity/measure.ts';
import type { Metered, Units } from '../../test/support/capacity/meter.ts';
import { MINIMUMS } from '../../test/support/capacity/minimums.ts';
import { OPERATIONS } from '../../test/support/operationCatalogue/catalogue.ts';
import type { Findings, Row, RunOptions, Section, Table } from '../report/section.ts';

/** What every operation costs in DynamoDB, beside what it costs at least. */
export const capacity: Section = {
  id: 'capacity',
  title: 'Calls and units of every operation',
  run,
};

interface Measured {
  id: string;
  title: string;
  metered: Metered;
}

async function run({ say }: RunOptions): Promise<Findings> {
  const service = await startService();
  try {
    const measure = measurer(service);
    const measured: Measured[] = [];
    for (const operation of OPERATIONS) {
      const { id, title } = operation;
      say(id);
      measured.push({ id, title, metered: await measure(operation) });
    }
    return findingsOf(measured);
  } finally {
    await service.stop();
  }
}

function findingsOf(measured: readonly Measured[]): Findings {
  const rows = measured.map(toRow);
  const unexplained = rows.filter(row => Number(row.over) > 0 && row.above === '');
  const deviating = measured.flatMap(({ id, metered }) => deviations(id, metered, BUDGETS[id]));
  return {
    how: [
      'Each operation of bench/service/operations is asked of the bundled function once, on DynamoDB Local, with nobody in its ' +
        'way. A proxy sees its calls; the units are counted from the items as they are before and after each, by the rules that ' +
        'AWS publishes (bench/capacity/units.ts), index by index. Reading a stream costs Lambda nothing.',
      'The baseline is reasoned, operation by operation: what has to be read and written for the same promises ' +
        '(bench/capacity/minimums.ts). What the figures may be stands in bench/capacity/budgets.ts, and a test keeps it.',
    ],
    tables: [costTable(rows), reasonTable(rows), whereTable(measured)],
    goals: [
      {
        what: 'operations above the least calls or units for no reason that is given',
        is: unexplained.length,
        most: 0,
        because: unexplained.map(({ operation }) => operation).join(', '),
      },
      { what: 'figures that differ from their budget', is: deviating.length, most: 0, because: deviating.join('; ') },
    ],
  };
}

function toRow({ id, title, metered }: Measured): Row {
  const least = MINIMUMS[id];
  if (!least) throw new Error(`nobody has reasoned what ${id} costs at least`);
  const are = { calls: metered.calls.length, reads: total(metered.reads), writes: total(metered.writes) };
  const isOver = are.calls > least.calls || are.reads > least.reads || are.writes > least.writes;
  return {
    operation: id,
    title,
    ...are,
    leastCalls: least.calls,
    leastReads: least.reads,
    leastWrites: least.writes,
    over: isOver ? 1 : 0,
    because: least.because,
    above: isOver ? (least.above ?? '') : '',
  };
}

function costTable(rows: Row[]): Table {
  return {
    id: 'costs',
    title: 'What each operation costs, and at least',
    columns: [
      { key: 'operation', title: 'operation' },
      { key: 'title', title: 'what it is' },
      { key: 'calls', title: 'calls' },
      { key: 'leastCalls', title: 'at least' },
      { key: 'reads', title: 'read units', digits: 1 },
      { key: 'leastReads', title: 'at least', digits: 1 },
      { key: 'writes', title: 'write units' },
      { key: 'leastWrites', title: 'at least' },
    ],
    rows: rows.map(({ because: _because, above: _above, over: _over, ...figures }) => figures),
  };
}

function reasonTable(rows: Row[]): Table {
  return {
    id: 'reasons',
    title: 'What the least consists of, and why an operation is above it',
    columns: [
      { key: 'operation', title: 'operation' },
      { key: 'because', title: 'the least is' },
      { key: 'above', title: 'why it is above' },
    ],
    rows: rows.map(({ operation = '', because = '', above = '' }) => ({ operation, because, above })),
  };
}

function whereTable(measured: readonly Measured[]): Table {
  return {
    id: 'where',
    title: 'Which calls, and where the units go',
    columns: [
      { key: 'operation', title: 'operation' },
      { key: 'calls', title: 'calls' },
      { key: 'reads', title: 'read units' },
      { key: 'writes', title: 'write units' },
    ],
    rows: measured.map(({ id, metered }) => ({
      operation: id,
      calls: callsText(id, metered.calls),
      reads: unitsText(metered.reads),
      writes: unitsText(metered.writes),
    })),
  };
}

function unitsText(units: Units): string {
  return Object.entries(units)
    .sort()
    .map(([on, number]) => `${on} ${number}`)
    .join(', ');
}
