/**
 * How often something is tried that may go one way or the other, or with what chance draws. A usual run tries it a third as often,
 * another way each time; with THOROUGH=1 it is tried as often as given.
 */
export function rounds(thorough: number): number {
  return process.env.THOROUGH ? thorough : Math.ceil(thorough / 3);
}

/** For what is tried at each of many places: a usual run takes every third of them, another third each time. */
export function places(): { first: number; step: number } {
  return process.env.THOROUGH ? { first: 0, step: 1 } : { first: Math.floor(Math.random() * 3), step: 3 };
}
