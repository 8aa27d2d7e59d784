import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { buildClient } from '../../build/buildClient.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { STAFF_PERSON, tokenOf } from '../support/api.ts';

const run = promisify(execFile);
let folder: string;
let packed: string;

/** A folder with the packed package, its dependencies and a consumer only. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-package-'));
  await buildClient(join(folder, 'built'));
  await run('npm', ['pack', './built', '--pack-destination', folder], { cwd: folder });
  packed = join(folder, (await readdir(folder)).find(file => file.endsWith('.tgz')) ?? '');
  await run('tar', ['xzf', packed, '-C', folder]);
  await mkdir(join(folder, 'node_modules'));
  await cp(join(folder, 'package'), join(folder, 'node_modules/serverless-proctoring'), { recursive: true });
  for (const name of [...Object.keys((await manifest()).dependencies), '@types']) {
    await symlink(join(PROJECT_ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  await cp(join(PROJECT_ROOT, 'test/package/consumer/consumer.ts'), join(folder, 'consumer.ts'));
  // A busy machine takes longer than the 5 s of the example.
  const snippet = (await readmeSnippet()).replace('timeout(5000)', 'timeout(60_000)');
  await writeFile(join(folder, 'readme.ts'), snippet);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: CONSUMERS_OPTIONS }));
}, 240_000);

const inPackage = (file: string) => readFile(join(folder, 'package', file), 'utf8');
const manifest = async () => JSON.parse(await inPackage('package.json'));

const exampleIn = (readme: string) => /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';

/** The example of the package's README, with the variables that it assumes. */
async function readmeSnippet(): Promise<string> {
  const snippet = exampleIn(await inPackage('README.md'));
  const preamble = "const attempt_id = 5;\nconst myJwt = () => process.argv[2] ?? '';\n";
  return preamble + snippet.replace('http://localhost:3000', inject('stackUrl'));
}

/** Strict, including the package's own declarations. */
const CONSUMERS_OPTIONS = {
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024', 'dom'],
  types: ['node'],
  strict: true,
  skipLibCheck: false,
  noEmit: true,
};

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the client as a package', () => {
  it('contains the client and nothing else of the service', async () => {
    const { stdout } = await run('tar', ['tzf', packed]);
    const names = stdout.split('\n').map(file => file.split('/')[1] ?? '');
    const expected = ['LICENSE', 'README.md', 'api', 'client', 'domain', 'package.json'];
    expect([...new Set(names)].filter(name => name !== '').sort()).toEqual(expected);
  });

  it('can be published and depends on exactly the packages that it imports', async () => {
    const { private: isPrivate, dependencies, devDependencies, scripts } = await manifest();
    expect([isPrivate, devDependencies, scripts]).toEqual([undefined, undefined, undefined]);
    const files = await readdir(join(folder, 'package'), { recursive: true });
    const compiled = await Promise.all(files.filter(file => /\.(js|d\.ts)$/.test(file)).map(inPackage));
    const imported = compiled.flatMap(text => [...text.matchAll(/(?:from|import\() ?['"]([^.'"][^'"]*)['"]/g)]);
    const packages = new Set(imported.map(([, name = '']) => name.split('/')[0]));
    expect([...packages].sort()).toEqual(Object.keys(dependencies).sort());
  });

  it('has a README of its own', async () => {
    expect(await inPackage('README.md')).toMatch(/^# serverless-proctoring\/client\n/);
  });

  it('has types that a strict consumer compiles with', async () => {
    const compiler = join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [compiler, '-p', folder]);
  });

  it('calls the service', async () => {
    const token = await tokenOf(STAFF_PERSON);
    const { stdout } = await run(process.execPath, ['consumer.ts', inject('stackUrl'), token], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({
      minutes: 90,
      due: null,
      ok: 'ok',
      refused: [400, 'exam_does_not_exist'],
    });
  });

  it('works as its README shows', async () => {
    const token = await tokenOf(STAFF_PERSON);
    const { stdout } = await run(process.execPath, ['readme.ts', token], { cwd: folder });
    expect(stdout).toMatch(/^attempt_does_not_exist There is no attempt with the id 5\. \S+\n$/);
  });
});
