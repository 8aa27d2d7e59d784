import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Members of an endpoint that only openapi.json, the typed client and the compiler read, as the formatter indents them. */
const DOCUMENTATION_MEMBERS = /^ {2}(?:summary|answer|otherAnswers|problems):.*?(?=^ {2}[\w/]|^\})/gms;

/** Calls in the contract that have no side effects. */
const PURE_CALLS = /(?<=[=:] )(?=(?:endpoint|lazy)\()/g;

/**
 * Removes the documentation of endpoints, and lets esbuild drop endpoints that the function does not serve: it drops an
 * unused call only if the call is annotated as pure.
 */
export const servedEndpoints: Plugin = {
  name: 'only-served-endpoints',
  setup(build) {
    build.onLoad({ filter: /\/src\/api\/(?:contract\/\w+|\w+\/contract)\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const served = source.replaceAll(DOCUMENTATION_MEMBERS, '');
      return { contents: served.replaceAll(PURE_CALLS, '/* @__PURE__ */ '), loader: 'ts' };
    });
  },
};
