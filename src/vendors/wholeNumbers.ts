/** What a reviver is told of a value besides: the text that it was read from, where it is no object. */
type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown;

const DIGITS = /^-?\d{1,1000}$/;

/**
 * A reviver for `JSON.parse`: a whole number under this name that JavaScript's numbers cannot hold is read as the text of
 * its digits. 9007199254740993 would be read as …992, another id.
 */
export function keepDigits(member: string): Reviver {
  return (name, value, context) => {
    if (name !== member || typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? '';
    return DIGITS.test(source) ? source : value;
  };
}
