/** An action that was not carried out, with a message for the user. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
}
