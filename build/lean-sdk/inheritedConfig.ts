const CONFIG_COPY = /\{\s*\.\.\.config,\s*\.\.\.context,\s*(\w*),?\s*\}/;

/**
 * A middleware of the SDK whose context inherits the client's settings. The SDK copies them, some fifty, for every call, which takes as
 * long as verifying a token.
 * @param source of one of @smithy/core's schema middlewares
 * @throws Error when the SDK no longer copies its settings there
 */
export function withInheritedConfig(source: string): string {
  if (!CONFIG_COPY.test(source)) throw new Error('no copy of the settings');
  return source.replace(
    CONFIG_COPY,
    (_copy, member: string) => `Object.assign(Object.create(config), context, { ${member} })`,
  );
}
