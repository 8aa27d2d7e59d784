/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * The text that stands for a request's body in PSI's signature: a line `name:value` for everything in it, names sorted.
 * A nested name carries only its direct parent's, an entry of a list its index.
 */
export function flattenBody(body: JsonObject): string {
  return linesOf(body, '');
}

function linesOf(members: JsonObject, prefix: string): string {
  const sorted = Object.entries(members).sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([name, value]) => flatten(prefix, name, value)).join('');
}

function flatten(prefix: string, name: string, value: Json): string {
  if (isList(value)) return value.map((entry, index) => flatten('', `${name}.${index}`, entry)).join('');
  if (typeof value === 'object' && value !== null) return linesOf(value, `${name}.`);
  return `${prefix}${name}:${asText(value)}\n`;
}

/** PSI takes a number that is 0 for no value. */
function asText(value: string | number | boolean | null): string {
  return value === 0 ? 'null' : String(value);
}

/** `Array.isArray` does not see that a list may be readonly. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
