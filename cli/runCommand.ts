import { ConfigError } from '../src/config/env.ts';
import { CommandError, UsageError } from './commandError.ts';

/**
 * Runs a command of package.json. `--help` prints the help. Invalid arguments and settings exit with 2, other failures that the
 * user can fix with 1; both print one line.
 * @param run resolves with the exit code
 */
export async function runCommand(
  name: string,
  help: string,
  run: (args: string[]) => Promise<number>,
): Promise<number> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(help);
    return 0;
  }
  try {
    return await run(args);
  } catch (error) {
    if (error instanceof ConfigError) console.error(error.message);
    else if (isUsageError(error)) console.error(`${firstSentence(error.message)}. See npm run ${name} -- --help.`);
    else if (error instanceof CommandError) {
      console.error(error.message);
      return 1;
    } else throw error;
    return 2;
  }
}

function isUsageError(error: unknown): error is Error {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof UsageError || (code?.startsWith('ERR_PARSE_ARGS') ?? false);
}

/** parseArgs appends advice about positional arguments. */
function firstSentence(message: string): string {
  return message.split(/\.(?:\s|$)|\n/)[0] ?? '';
}
