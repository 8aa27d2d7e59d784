/** `npm run faults`: stored data match the answers of clients under any fault. */
import { parseArgs } from 'node:util';
import { UsageError } from '../../cli/commandError.ts';
import { runCommand } from '../../cli/runCommand.ts';
import { runWithFaults } from './run.ts';

const HELP = `npm run faults -- [ATTEMPTS] [--kills N] [--seed N]

So many attempts (3000) are lived through while DynamoDB, the vendor and the service itself fail at random; at the end
everything that is stored is compared with what was answered. Ends with 1 if anything was lost, doubled or half done.

  --kills N            how often everything but the database is killed (8)
  --seed N             of the random numbers (1)
  --help               shows this
`;

const options = { kills: { type: 'string', default: '8' }, seed: { type: 'string', default: '1' } } as const;

process.exitCode = await runCommand('faults', HELP, async args => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [attempts = '3000', ...others] = positionals;
  if (others.length > 0) throw new UsageError('Say one number of attempts.');
  const verdict = await runWithFaults({
    attempts: wholeNumber('ATTEMPTS', attempts, 1),
    kills: wholeNumber('--kills', values.kills, 0),
    seed: wholeNumber('--seed', values.seed, 0),
    say: line => console.log(line),
  });
  for (const fault of verdict.faults.slice(0, 50)) console.log(`  WRONG: ${fault}`);
  console.log(
    verdict.faults.length === 0
      ? 'Nothing lost, nothing doubled, nothing half done.'
      : `${verdict.faults.length} faults.`,
  );
  return verdict.faults.length === 0 ? 0 : 1;
});

function wholeNumber(name: string, text: string, least: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new UsageError(`${name} must be a whole number from ${least}, not "${text}".`);
}
