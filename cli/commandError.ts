/** A failure that the user can fix. Commands print the message without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Invalid arguments. Commands print the message and refer to --help. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
