/** A stored item, unmarshalled. */
export type Item = Record<string, unknown>;

/** Drops nulls: an absent attribute reads as null as well, and takes no space. */
export function withoutNulls(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null && value !== undefined));
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Null for a value of a manual edit or of a later release. */
export function asOneOf<Name extends string>(names: readonly Name[], value: unknown): Name | null {
  return names.find(name => name === value) ?? null;
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

export function asBoolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

export function asMap(value: unknown): Item | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Item) : null;
}
