import { type Change, fromChangeItem, toChangeItem } from './changeItem.ts';
import { asBoolean, asMap, asNumber, asText, type Item, withoutNulls } from './item.ts';

/** The stored form of one field. */
export interface Attribute {
  readonly name: string;
  readonly type: keyof typeof TYPES;
}

/** The stored form of a domain type. A missing attribute, or one of another type, does not compile. */
export type Attributes<Fields> = {
  readonly [Field in keyof Fields]: Attribute & { readonly type: TypeFor<Fields[Field]> };
};

/** A question mark: null if the attribute is absent. `sparse`: a boolean that is stored only if true. */
type TypeFor<Value> = null extends Value
  ? `${Exclude<BaseType<NonNullable<Value>>, 'change'>}?`
  : BaseType<Value> | (Value extends boolean ? 'sparse' : never);

type BaseType<Value> = Value extends string
  ? 'text'
  : Value extends number
    ? 'number'
    : Value extends boolean
      ? 'boolean'
      : 'change';

interface AttributeType {
  readonly dynamodb: 'S' | 'N' | 'BOOL' | 'M';
  /** The value of a field whose attribute is absent or of another type. */
  readonly absent: unknown;
  decode(stored: unknown): unknown;
  encode?(value: never): unknown;
}

const TYPES = {
  text: { dynamodb: 'S', absent: '', decode: asText },
  'text?': { dynamodb: 'S', absent: null, decode: asText },
  number: { dynamodb: 'N', absent: 0, decode: asNumber },
  'number?': { dynamodb: 'N', absent: null, decode: asNumber },
  boolean: { dynamodb: 'BOOL', absent: false, decode: asBoolean },
  'boolean?': { dynamodb: 'BOOL', absent: null, decode: asBoolean },
  sparse: { dynamodb: 'BOOL', absent: false, decode: asBoolean, encode: (value: boolean) => value || null },
  change: {
    dynamodb: 'M',
    absent: null,
    decode: (stored: unknown) => fromChangeItem(asMap(stored) ?? {}),
    encode: (value: Change) => toChangeItem(value),
  },
} as const satisfies Record<string, AttributeType>;

export function dynamodbType({ type }: Attribute): AttributeType['dynamodb'] {
  return TYPES[type].dynamodb;
}

/** Whether an absent attribute has the value. */
export function isAbsent({ type }: Attribute, value: unknown): boolean {
  return value === TYPES[type].absent;
}

/** A null field becomes an absent attribute. */
export function encodeItem<Fields>(attributes: Attributes<Fields>, fields: Partial<Fields>): Item {
  const item: Item = {};
  for (const field in attributes) {
    const { name, type }: Attribute = attributes[field];
    const { encode }: AttributeType = TYPES[type];
    const value = fields[field];
    if (value !== undefined) item[name] = encode ? encode(value as never) : value;
  }
  return withoutNulls(item);
}

export function decodeItem<Fields>(attributes: Attributes<Fields>, item: Item): Fields {
  const fields: Partial<Record<keyof Fields, unknown>> = {};
  for (const field in attributes) fields[field] = decodeAttribute(attributes[field], item);
  return fields as Fields;
}

function decodeAttribute({ name, type }: Attribute, item: Item): unknown {
  return TYPES[type].decode(item[name]) ?? TYPES[type].absent;
}

export function attributeNames<Fields>(attributes: Attributes<Fields>): string[] {
  return Object.values(attributes as Record<string, Attribute>).map(({ name }) => name);
}
