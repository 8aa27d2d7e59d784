import fc from 'fast-check';

/** fast-check's own unit `binary` takes a second to prepare in each process. */
const codePoint = fc.integer({ min: 0, max: 0x10ffff }).map(value => String.fromCodePoint(value));

/** Texts of any code points, halves of surrogate pairs among them. */
export function anyText(constraints: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: codePoint });
}
