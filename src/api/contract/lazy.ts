/** Creates a value on the first call and returns the same one on later calls. */
export interface Lazy<Schema> {
  (): Schema;
  readonly isLazy: true;
}

/** Creates a schema on first use: creating all of them took a sixth of a cold start, and a request needs few. */
export function lazy<Schema>(create: () => Schema): Lazy<Schema> {
  let value: Schema | undefined;
  return Object.assign(
    () => {
      value ??= create();
      return value;
    },
    { isLazy: true } as const,
  );
}
