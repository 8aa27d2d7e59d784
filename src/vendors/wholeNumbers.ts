/** A reviver of `JSON.parse` with source text access. */
type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown;

const DIGITS = /^-?\d{1,1000}$/;

/**
 * A reviver that reads integers above 2^53 in this member as strings of digits, as 9007199254740993 would become another id
 * (…992).
 */
export function keepDigits(member: string): Reviver {
  return (name, value, context) => {
    if (name !== member || typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? '';
    return DIGITS.test(source) ? source : value;
  };
}
