import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as it goes over the wire. */
export type WireItem = Readonly<Record<string, AttributeValue>>;

/**
 * The size of an item in bytes, as read and write units are counted by. AWS: DynamoDB developer guide, "DynamoDB item sizes
 * and formats". Numbers are approximate there, too: by a byte.
 */
export function itemSize(item: WireItem): number {
  return sum(Object.entries(item).map(([name, value]) => utf8(name) + valueSize(value)));
}

/** Bytes of a list or map in addition to its members, and in addition to each member. */
const [CONTAINER, MEMBER] = [3, 1];

/** @throws TypeError for sets of binaries, which the service has none of */
function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return utf8(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.B !== undefined) return binarySize(value.B);
  if (value.L) return CONTAINER + sum(value.L.map(member => MEMBER + valueSize(member)));
  if (value.M) return CONTAINER + MEMBER * Object.keys(value.M).length + itemSize(value.M);
  if (value.SS) return sum(value.SS.map(utf8));
  if (value.NS) return sum(value.NS.map(numberSize));
  throw new TypeError(`no size is known of ${Object.keys(value).join()}`);
}

/** In the body of a call it is base64; the SDK gives the bytes themselves. */
function binarySize(bytes: Uint8Array | string): number {
  return typeof bytes === 'string' ? Buffer.byteLength(bytes, 'base64') : bytes.length;
}

/** A byte for every two significant digits, one more, and one for a negative sign. */
function numberSize(number: string): number {
  const [mantissa = ''] = number.toLowerCase().split('e');
  const digits = mantissa.replace(/^[-+]/, '');
  // Leading and trailing zeros are no significant digits.
  const significant = digits.replace('.', '').replace(/^0+|0+$/g, '');
  return Math.ceil(significant.length / 2) + 1 + (number.startsWith('-') ? 1 : 0);
}

function utf8(text: string): number {
  return Buffer.byteLength(text);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
