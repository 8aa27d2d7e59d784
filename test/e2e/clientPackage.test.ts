import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { STAFF_PERSON, tokenOf } from '../support/api.ts';

const run = promisify(execFile);
let folder: string;
let packed: string;

/** A folder with nothing in it but the packed package, what it needs for the client, and a consumer. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-package-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: PROJECT_ROOT });
  packed = join(folder, (await readdir(folder)).find(file => file.endsWith('.tgz')) ?? '');
  await run('tar', ['xzf', packed, '-C', folder]);
  await mkdir(join(folder, 'node_modules'));
  await cp(join(folder, 'package'), join(folder, 'node_modules/serverless-proctoring'), { recursive: true });
  for (const name of ['zod', '@types']) {
    await symlink(join(PROJECT_ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
  await cp(join(PROJECT_ROOT, 'test/package/consumer/consumer.ts'), join(folder, 'consumer.ts'));
  await writeFile(join(folder, 'readme.ts'), await readmeSnippet());
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: CONSUMERS_OPTIONS }));
}, 60_000);

/** What the README shows, with what it takes for granted. */
async function readmeSnippet(): Promise<string> {
  const readme = await readFile(join(PROJECT_ROOT, 'README.md'), 'utf8');
  const [, snippet = ''] = /^## Client$.*?```ts\n(.*?)```/ms.exec(readme) ?? [];
  const given = "const attempt_id = 5;\nconst myJwt = () => process.argv[2] ?? '';\n";
  return given + snippet.replace('http://localhost:3000', inject('stackUrl'));
}

/** Strict, and the package's own declarations are checked, too. */
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
  it('holds the client and nothing else of the service', async () => {
    const { stdout } = await run('tar', ['tzf', packed]);
    const folders = stdout.split('\n').map(file => file.split('/').slice(1, 3).join('/'));
    const expected = ['dist-client/client', 'dist-client/contract', 'dist-client/domain'];
    expect(new Set(folders.filter(name => name.includes('/')))).toEqual(new Set(expected));
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

  it('does what the README says', async () => {
    const token = await tokenOf(STAFF_PERSON);
    const { stdout } = await run(process.execPath, ['readme.ts', token], { cwd: folder });
    expect(stdout).toMatch(/^attempt_does_not_exist There is no attempt with the id 5\. \S+\n$/);
  });
});
