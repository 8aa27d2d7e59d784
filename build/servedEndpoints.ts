import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Members of an endpoint that only openapi.json, the typed client and the compiler read, as the formatter lays them out. */
const FOR_READERS = /^ {2}(?:summary|answer|otherAnswers|refusals):.*?(?=^ {2}[\w/]|^\})/gms;

/** Calls of the contract that nothing else comes of than their result. */
const WITHOUT_EFFECTS = /(?<=[=:] )(?=(?:endpoint|lazy)\()/g;

/**
 * Leaves out of a bundle the endpoints that the function does not serve, and of the others what tells people about them. esbuild
 * drops a call whose result nobody uses only where it is told at the call that nothing else comes of it.
 */
export const onlyServedEndpoints: Plugin = {
  name: 'only-served-endpoints',
  setup(build) {
    build.onLoad({ filter: /\/src\/api\/(?:contract\/\w+|\w+\/contract)\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const served = source.replaceAll(FOR_READERS, '');
      return { contents: served.replaceAll(WITHOUT_EFFECTS, '/* @__PURE__ */ '), loader: 'ts' };
    });
  },
};
