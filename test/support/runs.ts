/** `npm run test:browser` runs properties and matrices at length; `npm test` a representative part of them. */
export const IS_LONG = process.env.LONG_TESTS === '1';

/** The runs of a property. */
export function runs(short: number, long = 10 * short): number {
  return IS_LONG ? long : short;
}
