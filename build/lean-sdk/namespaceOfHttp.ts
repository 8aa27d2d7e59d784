const IMPORT = 'await import("node:http")';

/**
 * The HTTP handler of the SDK without the namespace of `node:http`, which contains `WebSocket` and with it all of undici. Each local
 * thread of a function would load it; requests to AWS use `node:https`.
 * @param source of @smithy/node-http-handler
 * @throws Error if the source does not contain the import
 */
export function withoutNamespaceOfHttp(source: string): string {
  if (!source.includes(IMPORT)) throw new Error('no import of node:http');
  return source.replace(IMPORT, () => 'process.getBuiltinModule("node:http")');
}
