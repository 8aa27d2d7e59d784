import { ConfigError } from '../src/config/env.ts';
import { CommandError, UsageError } from './commandError.ts';

/**
 * Runs a command of package.json. `--help` shows the help; wrong arguments and settings end with 2 and one line, other
 * failures that the user can fix with 1 and one line.
 * @param run answers the exit code
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
    else if (isUsage(error)) console.error(`${firstSentence(error.message)}. See npm run ${name} -- --help.`);
    else if (error instanceof CommandError) {
      console.error(error.message);
      return 1;
    } else throw error;
    return 2;
  }
}

function isUsage(error: unknown): error is Error {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof UsageError || (code?.startsWith('ERR_PARSE_ARGS') ?? false);
}

/** After it parseArgs gives advice about positional arguments. */
function firstSentence(message: string): string {
  return message.split(/\.(?:\s|$)|\n/)[0] ?? '';
}
