/** A reviver of `JSON.parse` with source text access. */
type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown;

/** Bounds the length of an id. */
const DIGITS = /^-?\d{1,1000}$/;

/**
 * A reviver that reads integers above 2^53 in this member as strings of digits: JSON.parse would round 9007199254740993 to
 * …992, another id.
 */
export function preserveLargeIntegers(member: string): Reviver {
  return (name, value, context) => {
    if (name !== member || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? '';
    return DIGITS.test(source) ? source : value;
  };
}
