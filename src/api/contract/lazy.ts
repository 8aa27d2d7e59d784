/** A schema that is made when it is first asked for; always the same one. */
export interface OnDemand<Schema> {
  (): Schema;
  readonly isOnDemand: true;
}

/**
 * A schema of the contract. Making all of them took a sixth of a cold start, and a function asks for the few that its
 * first request is checked with; what it answers it never checks.
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
