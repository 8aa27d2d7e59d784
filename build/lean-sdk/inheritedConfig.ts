const CONFIG_COPY = /\{\s*\.\.\.config,\s*\.\.\.context,\s*(\w*),?\s*\}/;

/**
 * A middleware of the SDK whose context inherits the client's settings. The SDK copies all fifty for each call, which takes as
 * long as the verification of a token.
 * @param source of a schema middleware of @smithy/core
 * @throws Error if the source contains no copy of the settings
 */
export function withInheritedConfig(source: string): string {
  if (!CONFIG_COPY.test(source)) throw new Error('no copy of the settings');
  return source.replace(
    CONFIG_COPY,
    (_copy, member: string) => `Object.assign(Object.create(config), context, { ${member} })`,
  );
}
