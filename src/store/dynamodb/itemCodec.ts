import { boolean, type Item, map, number, text, withoutNulls } from './item.ts';

/** The stored form of one field. */
export interface Attribute<Value> {
  readonly name: string;
  readonly type: 'S' | 'N' | 'BOOL' | 'M';
  /** The field's value where the item lacks the attribute, or has one of another type. */
  readonly absent: Value;
  encode(value: Value): unknown;
  decode(stored: unknown): Value;
}

/** The stored form of a type: a field without an attribute is an error of the compiler. */
export type Attributes<Fields> = { readonly [Field in keyof Fields]: Attribute<Fields[Field]> };

export function textAttribute<Value extends string>(name: string): Attribute<Value> {
  return attribute(name, 'S', '' as Value, stored => text(stored) as Value | null);
}

export function optionalTextAttribute<Value extends string>(name: string): Attribute<Value | null> {
  return attribute<Value | null>(name, 'S', null, stored => text(stored) as Value | null);
}

export function numberAttribute(name: string): Attribute<number> {
  return attribute(name, 'N', 0, number);
}

export function optionalNumberAttribute(name: string): Attribute<number | null> {
  return attribute<number | null>(name, 'N', null, number);
}

export function booleanAttribute(name: string): Attribute<boolean> {
  return attribute(name, 'BOOL', false, boolean);
}

export function optionalBooleanAttribute(name: string): Attribute<boolean | null> {
  return attribute<boolean | null>(name, 'BOOL', null, boolean);
}

/** Stored only where true. */
export function sparseAttribute(name: string): Attribute<boolean> {
  return { ...booleanAttribute(name), encode: value => value || null };
}

export function mapAttribute<Value>(
  name: string,
  { encode, decode }: { encode(value: Value): Item; decode(stored: Item): Value },
): Attribute<Value> {
  return { name, type: 'M', absent: decode({}), encode, decode: stored => decode(map(stored) ?? {}) };
}

function attribute<Value>(
  name: string,
  type: Attribute<Value>['type'],
  absent: Value,
  read: (stored: unknown) => Value | null,
): Attribute<Value> {
  return { name, type, absent, encode: value => value, decode: stored => read(stored) ?? absent };
}

/** The attributes of the given fields; a null is an absent attribute. */
export function encodeItem<Fields>(attributes: Attributes<Fields>, fields: Partial<Fields>): Item {
  const item: Item = {};
  for (const field in attributes) {
    const value = fields[field];
    if (value !== undefined) item[attributes[field].name] = attributes[field].encode(value);
  }
  return withoutNulls(item);
}

export function decodeItem<Fields>(attributes: Attributes<Fields>, item: Item): Fields {
  const fields: Partial<Fields> = {};
  for (const field in attributes) fields[field] = attributes[field].decode(item[attributes[field].name]);
  return fields as Fields;
}

export function attributeNames<Fields>(attributes: Attributes<Fields>): string[] {
  return Object.values<Attribute<unknown>>(attributes).map(({ name }) => name);
}
