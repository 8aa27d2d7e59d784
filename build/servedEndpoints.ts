import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Members of an endpoint that only openapi.json, the typed client and the compiler read, as the formatter lays them out. */
const FOR_READERS = /^ {2}(?:summary|answer|otherAnswers|refusals):.*?(?=^ {2}[\w/]|^\})/gms;

/** Calls of the contract without side effects. */
const WITHOUT_EFFECTS = /(?<=[=:] )(?=(?:endpoint|lazy)\()/g;

/**
 * Leaves out of a bundle the endpoints that the function does not serve, and the documentation of the others. esbuild drops an unused
 * call only where it is annotated as pure.
 */
export const servedEndpoints: Plugin = {
  name: 'only-served-endpoints',
  setup(build) {
    build.onLoad({ filter: /\/src\/api\/(?:contract\/\w+|\w+\/contract)\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const served = source.replaceAll(FOR_READERS, '');
      return { contents: served.replaceAll(WITHOUT_EFFECTS, '/* @__PURE__ */ '), loader: 'ts' };
    });
  },
};
