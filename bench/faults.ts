/**
 * `npm run faults [-- ATTEMPTS] [--kills N] [--seed N]`: so many attempts are lived through while DynamoDB, the vendor and the
 * service itself fail at random; at the end everything that is stored is compared with what was answered. Ends with 1 if
 * anything was lost, doubled or half done.
 */
import { parseArgs } from 'node:util';
import { runWithFaults } from './faults/run.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: 'string', default: '8' }, seed: { type: 'string', default: '1' } },
});
const verdict = await runWithFaults({
  attempts: Number(positionals[0] ?? 3000),
  kills: Number(values.kills),
  seed: Number(values.seed),
  say: line => console.log(line),
});
for (const fault of verdict.faults.slice(0, 50)) console.log(`  WRONG: ${fault}`);
console.log(
  verdict.faults.length === 0
    ? 'Nothing lost, nothing doubled, nothing half done.'
    : `${verdict.faults.length} faults.`,
);
process.exitCode = verdict.faults.length === 0 ? 0 : 1;
