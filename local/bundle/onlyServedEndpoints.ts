import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Leaves out of a bundle the endpoints that the function does not serve. esbuild drops a call whose result nobody uses only
 * where it is told at the call that nothing else comes of it; the contract's calls all are of that kind.
 */
export const onlyServedEndpoints: Plugin = {
  name: 'only-served-endpoints',
  setup(build) {
    build.onLoad({ filter: /\/src\/contract\/\w+\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(/(?<=[=:] )(?=(?:endpoint|onDemand)\()/g, '/* @__PURE__ */ '),
      loader: 'ts',
    }));
  },
};
