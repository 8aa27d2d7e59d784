/** Settings from a function's environment: schemas, and errors that name the variable. */
import * as z from 'zod/mini';

export type Environment = Readonly<Record<string, string | undefined>>;

export const required = z.string().check(z.minLength(1, 'must be set'));
/** Null: not set. */
export const optionalString = z._default(z.nullable(z.string()), null);
/** Null: not set. */
export const flag = z._default(z.nullable(z.stringbool({ error: 'must be true or false' })), null);

/** An invalid setting: the message names the variable, never the value, which may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export function configError(variable: string, fault: string): ConfigError {
  return new ConfigError(`${variable}: ${fault}.`);
}

/** Reads the variables of the schema; an empty one counts as not set. */
export function parse<Schema extends z.ZodMiniObject>(schema: Schema, env: Environment): z.output<Schema> {
  const values = Object.fromEntries(Object.keys(schema.shape).map(name => [name, env[name] || undefined]));
  const result = z.safeParse(schema, values);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw configError(
    String(issue?.path[0]),
    issue?.code === 'invalid_type' ? 'must be set' : (issue?.message ?? 'is not valid'),
  );
}

/** Reads a whole number within limits. @param text null for the default */
export function integerSetting(
  variable: string,
  text: string | null,
  { min, max, defaultValue, unit = '' }: { min: number; max: number; defaultValue: number; unit?: string },
): number {
  const value = text === null ? defaultValue : /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw configError(variable, `must be a whole number${unit && ` of ${unit}`} from ${min} to ${max}`);
}

/** Whether the text is an http(s) URL without credentials. */
export function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

/** @throws ConfigError for a setting that is no http(s) URL */
export function requireHttpUrl(variable: string, text: string | null): void {
  if (text !== null && !isHttpUrl(text)) throw configError(variable, 'must be a URL');
}

export function parseJson(variable: string, json: string): unknown {
  try {
    // Text pasted from a file may begin with a byte order mark.
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch {
    throw configError(variable, 'must be JSON');
  }
}
