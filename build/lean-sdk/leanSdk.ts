import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnLoadArgs, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { withoutCopiesOfSettings } from './inheritedConfig.ts';
import { withoutAdministration } from './itemErrorsOnly.ts';
import { INSTEAD_OF_FILES, INSTEAD_OF_PACKAGES, WITHOUT_SIDE_EFFECTS } from './replacements.ts';

const NAMESPACE = 'only-for-lambda';
/** Modules of ours in place of the SDK's, by how it imports them. */
const OWN_MODULES: readonly [RegExp, string][] = [
  [/^\.\/endpoint\/endpointResolver$/, './dynamodbEndpoint.ts'],
  [/^\.\/sha256\/Sha256Node$/, './sha256.ts'],
];
/** All that is read of it is what the client calls itself. */
const PACKAGE_OF_CLIENT = /@aws-sdk\/client-dynamodb\/package\.json$/;
const STEPS_WITH_SETTINGS =
  /@smithy\/core\/dist-es\/submodules\/schema\/middleware\/schema(Des|S)erializationMiddleware\.js$/;
const ERROR_SCHEMAS = /@aws-sdk\/client-dynamodb\/dist-es\/schemas\/schemas_0\.js$/;

/** Leaves out of a bundle what a function in Lambda can never use of the AWS SDK; nothing of what it can is changed. */
export const onlyForLambda: Plugin = {
  name: NAMESPACE,
  setup(build) {
    replacePackages(build);
    replaceFiles(build);
    build.onLoad({ filter: ERROR_SCHEMAS }, async ({ path }) => ({
      contents: withoutAdministration(await readFile(path, 'utf8')),
    }));
    build.onLoad({ filter: PACKAGE_OF_CLIENT }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    for (const [filter, own] of OWN_MODULES) {
      build.onResolve({ filter }, ({ importer }) =>
        importer.includes('/node_modules/') ? { path: fileURLToPath(new URL(own, import.meta.url)) } : undefined,
      );
    }
    build.onLoad({ filter: STEPS_WITH_SETTINGS }, async ({ path }) => ({
      contents: withoutCopiesOfSettings(await readFile(path, 'utf8')),
    }));
    // Its modules do nothing but define commands, and say so nowhere.
    build.onResolve({ filter: WITHOUT_SIDE_EFFECTS }, args => resolveFreeOfEffects(build, args));
  },
};

function replacePackages(build: PluginBuild): void {
  const filter = anyOf(Object.keys(INSTEAD_OF_PACKAGES).map(name => `^${name}$`));
  build.onResolve({ filter }, async ({ path, resolveDir, kind, namespace }) => {
    if (namespace === NAMESPACE) return undefined;
    // What it is to stand in place of may itself be found only from where it is asked for.
    const found = await build.resolve(path, { resolveDir, kind, namespace: NAMESPACE });
    return { path, namespace: NAMESPACE, pluginData: dirname(found.path), sideEffects: false };
  });
  build.onLoad({ filter, namespace: NAMESPACE }, ({ path, pluginData: resolveDir }) => ({
    contents: INSTEAD_OF_PACKAGES[path] ?? '',
    resolveDir,
  }));
}

function replaceFiles(build: PluginBuild): void {
  const filter = anyOf(Object.keys(INSTEAD_OF_FILES).map(end => `/node_modules/${end}$`));
  build.onLoad({ filter }, ({ path }: OnLoadArgs): OnLoadResult => {
    const [end = ''] = Object.keys(INSTEAD_OF_FILES).filter(one => path.endsWith(`/${one}`));
    return { contents: INSTEAD_OF_FILES[end] ?? '', loader: 'js' };
  });
}

async function resolveFreeOfEffects(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult | undefined> {
  const { path, resolveDir, kind, importer, pluginData } = args;
  if (pluginData === NAMESPACE) return undefined;
  const found = await build.resolve(path, { resolveDir, kind, importer, pluginData: NAMESPACE });
  return { path: found.path, sideEffects: false };
}

function anyOf(patterns: readonly string[]): RegExp {
  return new RegExp(patterns.map(pattern => pattern.replaceAll('.', '\\.')).join('|'));
}
