import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnResolveArgs, OnResolveResult, PartialMessage, Plugin, PluginBuild } from 'esbuild';
import { REPLACEMENTS, type Replacements } from './replacements.ts';

const NAMESPACE = 'lean-sdk';
const CLIENT = '/node_modules/@aws-sdk/client-dynamodb/';
const ADVICE = 'Adapt build/lean-sdk/replacements.ts to the installed SDK, or build with PLAIN_SDK=1.';

type MarkApplied = (name: string) => void;

/**
 * Replaces the parts of the AWS SDK that no function in Lambda uses. The build of a bundle with a DynamoDB client fails if a
 * replacement does not apply: an update of the SDK has moved or changed the replaced part.
 */
export function leanSdk(replacements: Replacements = REPLACEMENTS): Plugin {
  return {
    name: NAMESPACE,
    setup(build) {
      build.initialOptions.metafile = true;
      const applied = new Set<string>();
      const markApplied = (name: string) => applied.add(name);
      build.onStart(() => applied.clear());
      replacePackages(build, replacements.packages, markApplied);
      replaceFiles(build, replacements.files, markApplied);
      replaceModules(build, replacements.modules, markApplied);
      editFiles(build, replacements.edits, markApplied);
      declareSideEffectFree(build, replacements.sideEffectFree, markApplied);
      build.onEnd(({ metafile, errors }) => {
        const hasClient = Object.keys(metafile?.inputs ?? {}).some(path => `/${path}`.includes(CLIENT));
        if (!hasClient || errors.length > 0) return undefined;
        const missing = namesOf(replacements).filter(name => !applied.has(name));
        return { errors: missing.map(name => failure(name, 'the bundle does not contain it')) };
      });
    },
  };
}

export function namesOf({ packages, files, modules, edits, sideEffectFree }: Replacements): string[] {
  return [...[packages, files, modules, edits].flatMap(part => Object.keys(part)), ...sideEffectFree];
}

function failure(name: string, reason: string): PartialMessage {
  return { text: `The replacement of "${name}" was not applied: ${reason}. ${ADVICE}` };
}

function replacePackages(build: PluginBuild, packages: Replacements['packages'], markApplied: MarkApplied): void {
  const filter = anyOf(Object.keys(packages), name => `^${name}$`);
  build.onResolve({ filter }, async ({ path, resolveDir, kind, namespace }) => {
    if (namespace === NAMESPACE) return undefined;
    // Imports of the replacement are resolved from the replaced package, which may be a dependency of a dependency.
    const original = await build.resolve(path, { resolveDir, kind, namespace: NAMESPACE });
    if (original.errors.length > 0) return { errors: [failure(path, 'the package does not exist')] };
    return { path, namespace: NAMESPACE, pluginData: dirname(original.path), sideEffects: false };
  });
  build.onLoad({ filter, namespace: NAMESPACE }, ({ path, pluginData: resolveDir }) => {
    markApplied(path);
    return { contents: packages[path] ?? '', resolveDir };
  });
}

function replaceFiles(build: PluginBuild, files: Replacements['files'], markApplied: MarkApplied): void {
  onLoadOf(build, Object.keys(files), (name, original) => {
    const contents = files[name] ?? '';
    const missing = exportsOf(contents).filter(exported => !new RegExp(`\\b${exported}\\b`).test(original));
    if (missing.length > 0) return { errors: [failure(name, `the installed file has no ${missing.join(', ')}`)] };
    markApplied(name);
    return { contents };
  });
}

function editFiles(build: PluginBuild, edits: Replacements['edits'], markApplied: MarkApplied): void {
  onLoadOf(build, Object.keys(edits), (name, original) => {
    try {
      const contents = edits[name]?.(original) ?? original;
      markApplied(name);
      return { contents };
    } catch (error) {
      return { errors: [failure(name, `the installed file has ${(error as Error).message}`)] };
    }
  });
}

function onLoadOf(
  build: PluginBuild,
  names: readonly string[],
  replace: (name: string, original: string) => { contents: string } | { errors: PartialMessage[] },
): void {
  build.onLoad({ filter: anyOf(names, name => `/node_modules/${name}$`) }, async ({ path }) => {
    const [name = ''] = names.filter(suffix => path.endsWith(`/${suffix}`));
    return { ...replace(name, await readFile(path, 'utf8')), loader: 'js' };
  });
}

function replaceModules(build: PluginBuild, modules: Replacements['modules'], markApplied: MarkApplied): void {
  const filter = anyOf(Object.keys(modules), specifier => `^${specifier}$`);
  build.onResolve({ filter }, ({ path, importer }) => {
    const replacement = modules[path];
    if (replacement === undefined || !importer.includes('/node_modules/')) return undefined;
    markApplied(path);
    return { path: fileURLToPath(new URL(replacement, import.meta.url)) };
  });
}

function declareSideEffectFree(build: PluginBuild, specifiers: readonly string[], markApplied: MarkApplied): void {
  build.onResolve({ filter: anyOf(specifiers, specifier => `^${specifier}$`) }, args =>
    resolveSideEffectFree(build, args, markApplied),
  );
}

async function resolveSideEffectFree(
  build: PluginBuild,
  { path, resolveDir, kind, importer, pluginData }: OnResolveArgs,
  markApplied: MarkApplied,
): Promise<OnResolveResult | undefined> {
  if (pluginData === NAMESPACE) return undefined;
  const original = await build.resolve(path, { resolveDir, kind, importer, pluginData: NAMESPACE });
  if (original.errors.length > 0) return { errors: original.errors };
  markApplied(path);
  return { path: original.path, sideEffects: false };
}

function exportsOf(source: string): string[] {
  return [...source.matchAll(/\bexport (?:const|class|function) (\w+)/g)].map(([, name = '']) => name);
}

function anyOf(names: readonly string[], patternOf: (name: string) => string): RegExp {
  return new RegExp(names.map(name => patternOf(name.replaceAll('.', '\\.'))).join('|'));
}
