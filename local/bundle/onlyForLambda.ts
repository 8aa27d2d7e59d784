import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

/** What stands in a bundle in place of a package of the AWS SDK, as the source of a module. */
const INSTEAD: Record<string, string> = {
  // Lambda puts a function's credentials into its environment. All the other ways to come by some, single sign-on and files
  // among them, with the clients of the services behind them, are a quarter of the SDK.
  '@aws-sdk/credential-provider-node': `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
  // A client asks for its endpoints only where it is told to, which no function does.
  '@aws-sdk/endpoint-cache': 'export class EndpointCache {}',
};

const NAMESPACE = 'only-for-lambda';

/** Leaves out of a bundle what a function in Lambda can never use of the AWS SDK; nothing of what it can is changed. */
export const onlyForLambda: Plugin = {
  name: NAMESPACE,
  setup(build) {
    const filter = new RegExp(`^(${Object.keys(INSTEAD).join('|')})$`);
    build.onResolve({ filter }, async ({ path, resolveDir, kind, namespace }) => {
      if (namespace === NAMESPACE) return undefined;
      // What it is to stand in place of may itself be found only from where it is asked for.
      const found = await build.resolve(path, { resolveDir, kind, namespace: NAMESPACE });
      return { path, namespace: NAMESPACE, pluginData: dirname(found.path), sideEffects: false };
    });
    build.onLoad({ filter, namespace: NAMESPACE }, ({ path, pluginData: resolveDir }) => ({
      contents: INSTEAD[path] ?? '',
      resolveDir,
    }));
  },
};
