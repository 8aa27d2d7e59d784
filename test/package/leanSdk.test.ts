import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withInheritedConfig } from '../../build/lean-sdk/inheritedConfig.ts';
import { itemErrorsOnly } from '../../build/lean-sdk/itemErrorsOnly.ts';
import { leanSdk, namesOf } from '../../build/lean-sdk/leanSdk.ts';
import { REPLACEMENTS } from '../../build/lean-sdk/replacements.ts';
import packageJson from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };

const { packages, files, modules, edits, sideEffectFree } = REPLACEMENTS;
const REPLACED = 'export const replaced = 1;';

/** A miniature of the SDK: the real file names with one line each. */
const MINIATURE = {
  packages: mapped(packages, REPLACED),
  files: mapped(files, REPLACED),
  modules,
  edits: mapped(edits, (source: string) => {
    if (!source.includes('original')) throw new Error('no original');
    return source;
  }),
  sideEffectFree,
};
const CLIENT = 'node_modules/@aws-sdk/client-dynamodb/index.js';

function mapped<Value>(record: Readonly<Record<string, unknown>>, value: Value): Record<string, Value> {
  return Object.fromEntries(Object.keys(record).map(name => [name, value]));
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lean-sdk-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, contents: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), contents);
}

interface Release {
  /** Parts that this release lacks. */
  moved?: readonly string[];
  changed?: readonly string[];
}

/** Bundles a client that imports every replaced file. */
async function bundle({ moved = [], changed = [] }: Release = {}): Promise<string> {
  const specifiers: string[] = [];
  for (const name of namesOf(MINIATURE).filter(file => !moved.includes(file))) {
    const isFile = name in MINIATURE.files || name in MINIATURE.edits;
    const isRelative = name.startsWith('.');
    const path = isRelative ? join(dirname(CLIENT), `${name}.js`) : `node_modules/${name}${isFile ? '' : '/index.js'}`;
    await write(path, changed.includes(name) ? 'export const other = 0;' : 'export const replaced = 0; // original');
    specifiers.push(isFile ? join(folder, path) : name);
  }
  const imports = specifiers.map((name, index) => `import * as m${index} from '${name}'; use(m${index});`);
  await write(CLIENT, `const use = console.log;\n${imports.join('\n')}\n`);
  await write('index.js', `import './${CLIENT}';`);
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'index.js')],
    absWorkingDir: folder,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [leanSdk(MINIATURE)],
  });
  return outputFiles[0]?.text ?? '';
}

/** The parts that the failed build names. */
async function partsNotApplied(release: Release): Promise<string[]> {
  const { errors } = (await bundle(release).catch(error => error)) as { errors: { text: string }[] };
  return errors.map(({ text }) => /^The replacement of "(.+)" was not applied/.exec(text)?.[1] ?? text).sort();
}

function halfOf(names: readonly string[], isFirst: boolean): string[] {
  return names.filter((_, index) => (index % 2 === 0) === isFirst);
}

describe('the lean SDK', () => {
  it('replaces every part', async () => {
    const text = await bundle();
    const replaced = Object.keys({ ...packages, ...files }).length;
    expect([...text.matchAll(/replaced\d* = 1;/g)]).toHaveLength(replaced);
  });

  it.each(['first', 'second'])('fails the build for each part that the SDK lacks, in a %s half', async half => {
    const moved = halfOf(namesOf(REPLACEMENTS), half === 'first');
    expect(await partsNotApplied({ moved })).toEqual(moved.sort());
  });

  it.each(['first', 'second'])('fails the build for each part that has changed, in a %s half', async half => {
    const changed = halfOf(Object.keys({ ...files, ...edits }), half === 'first');
    expect(await partsNotApplied({ changed })).toEqual(changed.sort());
  });

  it('names the option that builds without it', async () => {
    await expect(bundle({ moved: ['./commands'] })).rejects.toThrow('PLAIN_SDK=1');
  });

  it.each([itemErrorsOnly, withInheritedConfig])('throws if the pattern of an edit does not match: %o', edit => {
    expect(() => edit('export const other = 1;')).toThrow(/^no /);
  });

  it('replaces parts of packages that are pinned and installed once', () => {
    const names = [
      ...Object.keys({ ...packages, ...files, ...edits }),
      ...sideEffectFree.filter(pattern => /^@/.test(pattern)),
    ];
    const owners = new Set(names.map(name => name.split('/').slice(0, 2).join('/')));
    const pinned: Record<string, string> = { ...packageJson.devDependencies, ...packageJson.dependencies };
    const installed = Object.entries<{ version?: string }>(lock.packages);
    for (const owner of owners) {
      const versions = installed
        .filter(([path]) => path.endsWith(`node_modules/${owner}`))
        .map(([, entry]) => entry.version);
      expect(versions, owner).toEqual([pinned[owner]]);
    }
  });
});
