import { startService } from '../../test/support/bundledService/service.ts';
import { callsText, deviations } from '../../test/support/capacity/budget.ts';
import { BUDGETS } from '../../test/support/capacity/budgets.ts';
import { measurer, total } from '../../test/support/capacity/measure.ts';
import type { Metered, Units } from '../../test/support/capacity/meter.ts';
import { MINIMUMS } from '../../test/support/capacity/minimums.ts';
import { OPERATIONS } from '../../test/support/operationCatalogue/catalogue.ts';
import type { Operation } from '../../test/support/operationCatalogue/operation.ts';
import { type Section, table } from '../section.ts';

/** DynamoDB calls and units of every operation, beside its budget and the reasoned minimum. */
export const capacity: Section = { id: 'capacity', title: 'Calls and units of every operation', run };

const METHOD = `Each operation of the catalogue (test/support/operationCatalogue) is sent once to the bundled function, on DynamoDB Local, without
concurrent requests. A proxy records the calls; units are computed from the items before and after each call, by the rules that AWS
publishes (test/support/capacity/units.ts), index by index. \`integration/operationBudgets\` fails if a figure differs from its
budget in either direction.

"At least" is a reasoned minimum, not a measurement: the reads and writes that the same guarantees require
(test/support/capacity/minimums).`;

interface Measured extends Operation {
  metered: Metered;
}

async function run({ log }: { log(line: string): void }): Promise<string> {
  const service = await startService();
  try {
    const measure = measurer(service);
    const measured: Measured[] = [];
    for (const operation of OPERATIONS) {
      log(operation.id);
      measured.push({ ...operation, metered: await measure(operation) });
    }
    return [METHOD, budgetText(measured), costTable(measured), reasonTable(measured)].join('\n\n');
  } finally {
    await service.stop();
  }
}

function budgetText(measured: readonly Measured[]): string {
  const differences = measured.flatMap(({ id, metered }) => deviations(id, metered, BUDGETS[id]));
  if (differences.length === 0) return 'Every figure equals its budget.';
  return ['**Different from the budget:**', ...differences.map(line => `- ${line}`)].join('\n');
}

function costTable(measured: readonly Measured[]): string {
  const headers = [
    'operation',
    'description',
    'calls',
    'at least',
    'read units',
    'at least',
    'write units',
    'at least',
  ];
  const rows = measured.map(({ id, title, metered }) => {
    const { calls = 0, reads = 0, writes = 0 } = MINIMUMS[id] ?? {};
    return [id, title, metered.calls.length, calls, total(metered.reads), reads, total(metered.writes), writes];
  });
  return `### Cost of each operation\n\n${table(headers, rows)}`;
}

function reasonTable(measured: readonly Measured[]): string {
  const headers = ['operation', 'calls', 'read units', 'write units', 'the minimum consists of', 'reason for more'];
  const rows = measured.map(({ id, metered }) => {
    const units = [unitsText(metered.reads), unitsText(metered.writes)];
    return [id, callsText(id, metered.calls), ...units, MINIMUMS[id]?.because ?? '', reasonAbove(id, metered)];
  });
  return `### Calls and units by table, and reasons\n\n${table(headers, rows)}`;
}

/** Empty for an operation that costs no more than the minimum. */
function reasonAbove(id: string, { calls, reads, writes }: Metered): string {
  const minimum = MINIMUMS[id];
  const isAbove =
    minimum && (calls.length > minimum.calls || total(reads) > minimum.reads || total(writes) > minimum.writes);
  return isAbove ? (minimum.above ?? '**no reason known**') : '';
}

function unitsText(units: Units): string {
  return Object.entries(units)
    .sort()
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
