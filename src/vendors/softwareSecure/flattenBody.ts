/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * The canonical form of a body in PSI's signature: a line `name:value` for each member, sorted by name. The prefix of a
 * nested name is its direct parent only; entries of a list have their index.
 */
export function flattenBody(body: JsonObject): string {
  return linesOf(body, '');
}

function linesOf(members: JsonObject, prefix: string): string {
  const sorted = Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, value]) => flatten(prefix, name, value)).join('');
}

function flatten(prefix: string, name: string, value: Json): string {
  if (isList(value)) return value.map((entry, index) => flatten('', `${name}.${index}`, entry)).join('');
  if (typeof value === 'object' && value !== null) return linesOf(value, `${name}.`);
  return `${prefix}${name}:${asText(value)}\n`;
}

/** PSI treats 0 as null. */
function asText(value: string | number | boolean | null): string {
  return value === 0 ? 'null' : String(value);
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
