/** Something that whoever started the stack can put right: the message is what to show, without a stack trace. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';
}
