import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { CONTRACT } from '../src/api/contract/contract.ts';
import type { StaffFile, StaffFiles } from '../src/api/staffPage/files.ts';
import { servedEndpoints } from './servedEndpoints.ts';

const STAFF = join(PROJECT_ROOT, 'src/staff');
/** The module that holds the bundled page. */
export const STAFF_FILES = /\/src\/api\/staffPage\/files\.ts$/;
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/**
 * Puts the bundled page into the bundle of its function.
 * @param onInputs receives the page's sources, on which the function's bundle depends
 */
export function staffFiles(onInputs: (inputs: readonly string[]) => void): Plugin {
  return {
    name: 'staff-files',
    setup({ onLoad }) {
      onLoad({ filter: STAFF_FILES }, async () => {
        const { files, inputs } = await bundleStaffPage();
        onInputs(inputs);
        return { contents: `export const STAFF_FILES = ${JSON.stringify(files)};`, loader: 'ts' };
      });
    },
  };
}

/** Bundles the page's script and styles; the names have hashes of the content, so that browsers may keep them forever. */
export async function bundleStaffPage(): Promise<{ files: StaffFiles; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: { page: join(STAFF, 'main.tsx'), style: join(STAFF, 'styles.css') },
    outdir: 'staff',
    entryNames: '[name]-[hash]',
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'browser',
    target: ['es2023', 'chrome120', 'firefox121', 'safari17.2'],
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    plugins: [addressesOnly(), servedEndpoints],
    absWorkingDir: PROJECT_ROOT,
    logLevel: 'silent',
  });
  const files = outputFiles.map(({ path, contents }) => [basename(path), toFile(path, contents)] as const);
  const named = (extension: string) => files.find(([name]) => name.endsWith(extension))?.[0] ?? '';
  return {
    files: { script: named('.js'), style: named('.css'), files: Object.fromEntries(files) },
    inputs: Object.keys(metafile.inputs).filter(path => !path.includes(':')),
  };
}

function toFile(path: string, contents: Uint8Array): StaffFile {
  const brotli = brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return { type: TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream', brotli: brotli.toString('base64') };
}

/** A method of the typed client as the page's sources call it. */
const CLIENT_CALL = /\bclient\.(\w+)\(/g;

/**
 * Replaces the contract in the page by what its client reads of the endpoints that the page calls: the schemas are for the
 * compiler, and would be three quarters of the script.
 */
function addressesOnly(): Plugin {
  return {
    name: 'addresses-only',
    setup({ onLoad, onResolve }) {
      // The page does not validate answers: the client's `validate` is off.
      onLoad({ filter: /\/src\/client\/validate\.ts$/ }, () => ({ contents: 'export const validate = undefined;' }));
      onResolve({ filter: /^zod\/mini$/ }, () => ({ path: 'zod/mini', namespace: 'empty', sideEffects: false }));
      onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export {};' }));
      onLoad({ filter: /\/src\/api\/contract\/contract\.ts$/ }, async () => {
        const called = await calledEndpoints();
        const endpoints = CONTRACT.flatMap(tag => tag.endpoints)
          .filter(({ id }) => called.has(id))
          .map(({ id, method, path, authentication, body, formats }) => ({
            id,
            method,
            path,
            authentication,
            formats,
            body: body && true,
          }));
        return { contents: `export const CONTRACT = ${JSON.stringify([{ endpoints }])};`, loader: 'ts' };
      });
    },
  };
}

async function calledEndpoints(): Promise<Set<string>> {
  const files = globSync('**/*.{ts,tsx}', { cwd: STAFF });
  const sources = await Promise.all(files.map(file => readFile(join(STAFF, file), 'utf8')));
  return new Set(sources.flatMap(source => [...source.matchAll(CLIENT_CALL)].map(([, id = '']) => id)));
}
