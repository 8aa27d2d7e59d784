/** `npm run faults`: compares stored data with the answers of clients, under injected faults. */
import { parseArgs } from 'node:util';
import { UsageError } from '../../cli/commandError.ts';
import { runCommand } from '../../cli/runCommand.ts';
import { runWithFaults } from './run.ts';

const HELP = `npm run faults -- [ATTEMPTS] [--kills N] [--seed N]

Takes ATTEMPTS (3000) attempts through their lifecycle while DynamoDB, SQS, the vendor, two receivers of webhooks and the
service fail at random. Then compares all stored data with the answers of the service, and the events of the receivers with
the history. Exits with 1 if a change is lost, duplicated or incomplete, or its event did not arrive.

  --kills N            number of kills of everything but the database and the queues (8)
  --seed N             seed of the random numbers (1)
  --help               shows this help
`;

const options = { kills: { type: 'string', default: '8' }, seed: { type: 'string', default: '1' } } as const;

process.exitCode = await runCommand('faults', HELP, async args => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [attempts = '3000', ...otherArguments] = positionals;
  if (otherArguments.length > 0) throw new UsageError('ATTEMPTS must be a single number.');
  const verdict = await runWithFaults({
    attempts: wholeNumber('ATTEMPTS', attempts, 1),
    kills: wholeNumber('--kills', values.kills, 0),
    seed: wholeNumber('--seed', values.seed, 0),
    log: line => console.log(line),
  });
  for (const fault of verdict.faults.slice(0, 50)) console.log(`  VIOLATION: ${fault}`);
  console.log(
    verdict.faults.length === 0
      ? 'No change is lost, duplicated or incomplete, and every event arrived.'
      : `${verdict.faults.length} violations.`,
  );
  return verdict.faults.length === 0 ? 0 : 1;
});

function wholeNumber(name: string, text: string, minimum: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= minimum) return Number(text);
  throw new UsageError(`${name} must be a whole number from ${minimum}, not "${text}".`);
}
