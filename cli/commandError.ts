/** A failure that the user can fix. Commands print its message without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Unknown or wrong arguments. Commands print the message and the option --help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
