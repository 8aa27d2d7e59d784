import { CommandError, UsageError } from './commandError.ts';

/** A closed terminal or pipe, as of `npm run demo | head`, must not turn an orderly stop into a crash. */
export function tolerateClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

/**
 * Prints the message of a failure that the user can fix, and another error with its calls.
 * @returns the exit code: 2 for invalid arguments, else 1
 */
export function reportFailure(error: unknown): number {
  const isExpected = error instanceof CommandError || error instanceof UsageError;
  console.error(isExpected ? error.message : error);
  return error instanceof UsageError ? 2 : 1;
}
