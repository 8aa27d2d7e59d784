import fc from 'fast-check';

type Container = Record<string, unknown>;

/** JSON that `JSON.stringify` never writes; replaces the text `raw:<index>`. */
const RAW = [
  '1e999',
  '-1e999',
  '-0',
  '9'.repeat(400),
  `0.${'0'.repeat(400)}1`,
  '"\\ud800"',
  '{"\\udfff":1}',
  '{"__proto__":{"polluted":true},"__proto__":[]}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"hasOwnProperty":2,"length":-1}',
  '{"a":1,"a":[]}',
  `${'['.repeat(3000)}${']'.repeat(3000)}`,
  `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
  '['.repeat(200),
  '01',
  'NaN',
  'undefined',
  "'a'",
  '/**/1',
  '1,',
  '\u2028',
];

const ODD_VALUES: readonly unknown[] = [
  ...RAW.map((_, index) => `raw:${index}`),
  ...[undefined, null, true, false, 0, -1, 0.5, 2 ** 31, 2 ** 53, -1e308, 5e-324],
  ...['', ' ', '\0', 'null', '-1', '1.5', '99999999999999999999', '\u202e', '😀', 'e\u0301', '\\', '"', '__proto__'],
  ...['constructor', 'toString', '2026-11-02T09:40:12Z', '-271821-04-20T00:00:00Z', '9999-12-31T23:59:59.999999999Z'],
  ...['https://vendor.example/a?b=c#d', 'x'.repeat(256), 'x'.repeat(8193), 'é'.repeat(3000)],
  ...[[], {}, [[]], [null], [{}], Array(300).fill(1), Array(300).fill({}), { '': '' }, { length: 1e9 }],
];
const ODD_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'length', '', '0', '\ud800', 'x'.repeat(300)];
const ODD_BYTES = [
  [0],
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f],
  [0xef, 0xbb, 0xbf],
  [0x5c],
  [0x22],
  [0x7b, 0x22],
  [0x5d, 0x7d],
  [0x2c, 0x2c],
];

/** Mutations of a value or of the final bytes, chosen by numbers, which are cheap to draw. */
const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(), fc.nat()), { maxLength: 4 });
const byteSteps = fc.oneof(
  { weight: 3, arbitrary: fc.constant<[number, number, number][]>([]) },
  { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(4), fc.nat(), fc.nat()), { maxLength: 3 }) },
);

/**
 * A vendor's deliveries with malformed values, types, names, nesting, encoding or bytes. A character stands for a byte
 * (latin1), so that a report is readable.
 */
export function oddDeliveries(samples: readonly Uint8Array[]): fc.Arbitrary<string> {
  const texts = samples.map(sample => Buffer.from(sample).toString());
  return fc.tuple(fc.constantFrom(...texts), steps, byteSteps).map(([text, changes, byteChanges]) => {
    const root: Container = { root: JSON.parse(text) };
    for (const change of changes) changeValue(root, change);
    const json = (JSON.stringify(root.root) ?? '').replace(/"raw:(\d+)"/g, (_, index) => RAW[Number(index)] ?? '');
    return byteChanges.reduce(changeBytes, Buffer.from(json)).toString('latin1');
  });
}

function changeValue(root: Container, [kind, at, choice]: readonly [number, number, number]): void {
  const slots = slotsOf(root);
  const [container, name] = slots[at % slots.length] ?? [root, 'root'];
  const [other, otherName] = slots[choice % slots.length] ?? [root, 'root'];
  const value = container[name];
  if (kind === 0) delete container[name];
  else if (kind === 1) {
    // Copies, as one may contain the other.
    const swapped = structuredClone(other[otherName]);
    put(other, otherName, structuredClone(value));
    put(container, name, swapped);
  } else if (kind === 2) put(container, ODD_NAMES[choice % ODD_NAMES.length] ?? '', value);
  else if (kind === 3) put(container, name, [value, value]);
  else put(container, name, structuredClone(ODD_VALUES[choice % ODD_VALUES.length]));
}

/** Sets a member, also with a special name such as `__proto__`. */
function put(container: Container, name: string, value: unknown): void {
  if (Array.isArray(container) && name === 'length') return;
  Object.defineProperty(container, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Every member of the value, at any depth. */
function slotsOf(value: unknown): [container: Container, name: string][] {
  if (typeof value !== 'object' || value === null) return [];
  const container = value as Container;
  const names = Object.keys(container).slice(0, 40);
  return names.flatMap(name => [[container, name] as [Container, string], ...slotsOf(container[name])]);
}

function changeBytes(bytes: Buffer, [kind, at, choice]: readonly [number, number, number]): Buffer {
  const index = bytes.length === 0 ? 0 : at % bytes.length;
  const odd = Buffer.from(ODD_BYTES[choice % ODD_BYTES.length] ?? []);
  if (kind === 0) return bytes.subarray(0, index);
  if (kind === 1) return bytes.subarray(index);
  if (kind === 2) return Buffer.concat([bytes.subarray(0, index), odd, bytes.subarray(index)]);
  if (kind === 3) return Buffer.concat([bytes.subarray(0, index), bytes.subarray(index + (choice % 20))]);
  return choice % 2 === 0 ? Buffer.from(bytes.toString(), 'utf16le') : Buffer.from(bytes.toString(), 'latin1');
}
