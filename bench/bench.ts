/** `npm run bench [-- SECTION…] [--quick]`: measures, prints, and keeps what it found in results.json and RESULTS.md. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../local/runCommand.ts';
import { UsageError } from '../local/startOptions.ts';
import { capacity } from './capacity/section.ts';
import { coldStart } from './coldStart/section.ts';
import { growth } from './growth/section.ts';
import { http } from './http/http.ts';
import { money } from './money/section.ts';
import { tableText } from './report/markdown.ts';
import { keepResult } from './report/results.ts';
import type { Section } from './report/section.ts';
import { schedule } from './schedule/schedule.ts';
import { simulationSection } from './simulation/section.ts';
import { stream } from './stream/stream.ts';
import { warmPath } from './warmPath/section.ts';

/** In the order in which they are read, and run. */
const SECTIONS: readonly Section[] = [
  coldStart,
  warmPath,
  capacity,
  growth,
  money,
  http,
  stream,
  schedule,
  simulationSection,
];

const HELP = `npm run bench -- [SECTION…] [--quick]

Measures, prints, and writes what it found to bench/RESULTS.md and results.json. Without a section it measures all:

  ${SECTIONS.map(({ id, title }) => `${id.padEnd(20)} ${title}`).join('\n  ')}

  --quick              rough figures, which are written to a temporary folder
  --help               shows this
`;

process.exitCode = await runCommand('bench', HELP, async args => {
  const options = { quick: { type: 'boolean', default: false } } as const;
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
  const order = SECTIONS.map(({ id }) => id);
  const unknown = positionals.filter(id => !order.includes(id));
  if (unknown.length > 0) {
    throw new UsageError(`There is no section ${unknown.join(', ')}; there are ${order.join(', ')}.`);
  }

  // A quick run must not stand where figures to keep are.
  const folder = values.quick ? join(tmpdir(), 'serverless-proctoring-bench') : undefined;
  const wanted = positionals.length === 0 ? SECTIONS : SECTIONS.filter(({ id }) => positionals.includes(id));
  for (const section of wanted) {
    console.log(`\n${section.title} …`);
    const findings = await section.run({ quick: values.quick, say: line => console.log(`  ${line}`) });
    await keepResult(section, findings, { isQuick: values.quick, order, ...(folder && { folder }) });
    for (const table of findings.tables) console.log(`\n${tableText(table)}`);
    for (const { what, is, most } of findings.goals ?? []) console.log(`${is <= most ? 'kept' : 'NOT KEPT'}: ${what}`);
  }
  console.log(`\nWritten to ${folder ?? 'bench'}/RESULTS.md and results.json.`);
  return 0;
});
