/** `npm run test:browser` runs properties and matrices at length; `npm test` a representative part of them. */
export const IS_LONG = process.env.LONG_TESTS === '1';

/** Tests of the API in memory have all their cases, also in the ordinary run. */
export const HAS_ALL_CASES = IS_LONG || process.env.SERVICE_IN_MEMORY === '1';

/** The runs of a property. */
export function runs(short: number, long = 10 * short): number {
  return IS_LONG ? long : short;
}

/** The part of the values that the ordinary run gives to a case on DynamoDB Local; as many consecutive cases have all together. */
export function partOf<Value>(values: readonly Value[], caseIndex: number, parts: number): Value[] {
  return values.filter((_, index) => HAS_ALL_CASES || index % parts === caseIndex % parts);
}

/** Every third case of a table in the ordinary run on DynamoDB Local; else all. */
export const someOf = <Case>(cases: readonly Case[]): Case[] => partOf(cases, 0, 3);

/** The cases of a table with their places in it. */
export function indexed<Case>(cases: readonly Case[]): [Case, number][] {
  return cases.map((value, index) => [value, index]);
}
