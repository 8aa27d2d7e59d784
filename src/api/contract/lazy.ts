/** A value that is created on the first call; later calls return the same one. */
export interface OnDemand<Schema> {
  (): Schema;
  readonly isOnDemand: true;
}

/**
 * Creates a schema on first use: creating all of them took a sixth of a cold start, and a request needs few. Answers are
 * not checked at run time.
 */
export function lazy<Schema>(make: () => Schema): OnDemand<Schema> {
  let made: Schema | undefined;
  return Object.assign(
    () => {
      made ??= make();
      return made;
    },
    { isOnDemand: true } as const,
  );
}
