/**
 * The source of a step of the SDK that hands on a client's settings with those of a call. The SDK copies them all, some fifty, for
 * every call, which takes as long as checking a token; here what is handed on stands before them.
 * @param source of one of @smithy/core's schema steps
 * @throws Error when there is no such place in it any more
 */
export function withoutCopiesOfSettings(source: string): string {
  const shared = source.replace(
    /\{\s*\.\.\.config,\s*\.\.\.context,\s*(\w*),?\s*\}/,
    (_copy, more: string) => `Object.assign(Object.create(config), context, { ${more} })`,
  );
  if (shared === source)
    throw new Error('The SDK no longer copies its settings here: build/lean-sdk has to follow it.');
  return shared;
}
