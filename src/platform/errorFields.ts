import { DomainError } from '../domain/errors.ts';

/** The loggable part of an error. */
interface ErrorDescription {
  name: string;
  code?: string;
  /** The lines of its calls. */
  stack?: string[];
  cause?: ErrorDescription;
}

/** The log fields of an error: the code and the fields of an expected one, the description of any other. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (error instanceof DomainError) return { refusal: error.code, ...error.logged };
  return { error: describeError(error) };
}

/** Describes an error without its message and other members, which may quote an item or a vendor's response. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { name: 'unknown' };
  const { name, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    // As of system errors; the code of another library may be any value.
    ...(typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code) && { code }),
    stack: callsOf(error),
    ...(cause !== undefined && { cause: { name: cause instanceof Error ? cause.name : 'unknown' } }),
  };
}

/** The calls of a stack, which begins with the name and the message. */
function callsOf({ message, stack = '' }: Error): string[] {
  const calls = stack.slice(stack.indexOf(message) + message.length);
  return [...calls.matchAll(/^ +at (.*)$/gm)].map(([, call = '']) => call);
}
