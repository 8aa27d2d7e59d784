/** `npm run bench [-- SECTION…] [--quick]`: measures, prints and writes the sections of RESULTS.md. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../cli/commandError.ts';
import { runCommand } from '../cli/runCommand.ts';
import { capacity } from './capacity/capacity.ts';
import { growth } from './capacity/growth.ts';
import { coldStart } from './cold-start/coldStart.ts';
import { deliveries } from './deliveries/deliveries.ts';
import { operations } from './operations/operations.ts';
import { type Section, writeSection } from './section.ts';

const SECTIONS: readonly Section[] = [coldStart, capacity, growth, operations, deliveries];

const HELP = `npm run bench -- [SECTION…] [--quick]

Measures the sections, prints them and writes them to bench/RESULTS.md. By default it measures all:

  ${SECTIONS.map(({ id, title }) => `${id.padEnd(20)} ${title}`).join('\n  ')}

  --quick              rough figures, written to a temporary folder
  --help               shows this help
`;

process.exitCode = await runCommand('bench', HELP, async args => {
  const options = { quick: { type: 'boolean', default: false } } as const;
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
  const ids = SECTIONS.map(({ id }) => id);
  const unknown = positionals.filter(id => !ids.includes(id));
  if (unknown.length > 0) {
    throw new UsageError(`Unknown section ${unknown.join(', ')}; the sections are ${ids.join(', ')}.`);
  }

  // Rough figures must not replace the committed ones.
  const file = values.quick ? join(tmpdir(), 'proctoring-bench.md') : join(import.meta.dirname, 'RESULTS.md');
  for (const section of SECTIONS.filter(({ id }) => positionals.length === 0 || positionals.includes(id))) {
    console.log(`\n${section.title} …`);
    const markdown = await section.run({ quick: values.quick, log: line => console.log(`  ${line}`) });
    await writeSection(file, section, markdown);
    console.log(`\n${markdown}`);
  }
  console.log(`\nWritten to ${file}.`);
  return 0;
});
