/** A value that is created on the first call; later calls return the same one. */
export interface OnDemand<Schema> {
  (): Schema;
  readonly isOnDemand: true;
}

/**
 * Creates a schema on first use: creating all of them took a sixth of a cold start, and a request needs few. Answers are
 * not checked at run time.
 */
export function lazy<Schema>(create: () => Schema): OnDemand<Schema> {
  let value: Schema | undefined;
  return Object.assign(
    () => {
      value ??= create();
      return value;
    },
    { isOnDemand: true } as const,
  );
}
