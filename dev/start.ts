/** `npm start`: runs the service on this machine until Ctrl-C. */
import { once } from 'node:events';
import { CommandError } from '../cli/commandError.ts';
import { reportFailure, tolerateClosedOutput } from '../cli/failureReport.ts';
import { shutdownSignal } from '../cli/shutdownSignal.ts';
import { HELP, readArguments, readSettings, type StartArguments } from './startOptions.ts';
import { welcome } from './welcome.ts';

tolerateClosedOutput();

process.exit(await main());

async function main(): Promise<number> {
  let signal: AbortSignal | undefined;
  try {
    const args = readArguments(process.argv.slice(2));
    if (args.help) {
      process.stdout.write(HELP);
      return 0;
    }
    signal = shutdownSignal(reason => console.log(`\nStopping (${reason}) …`));
    return await runUntilInterrupted(args, signal);
  } catch (error) {
    if (signal?.aborted) return 0;
    return reportFailure(error);
  }
}

async function runUntilInterrupted(args: StartArguments, signal: AbortSignal): Promise<number> {
  const { dataDir, retries, installJava } = args;
  console.log('Starting the service …');
  // Imported after the first line is printed, because loading takes a while.
  const [{ startStack }, { developmentStaffToken }] = await Promise.all([import('./stack.ts'), import('./token.ts')]);
  const mapping = retries === undefined ? {} : { maximumRetryAttempts: retries };
  const stack = await startStack({ ...readSettings(process.env), dataDir, installJava, mapping, signal });
  console.log(welcome({ ...stack, dataDir, staffToken: await developmentStaffToken(process.env) }));
  const failure = await Promise.race([stack.exited, aborted(signal)]);
  await stack.stop();
  if (failure instanceof CommandError) return reportFailure(failure);
  console.log('Stopped.');
  return 0;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
