import { execFile, execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { findProgram } from '../support/findProgram.ts';

const APP = join(PROJECT_ROOT, 'integrations/open-edx');
const SCRIPTS = globSync(['integrations/**/*.py', 'docs/integrations/*.py'], { cwd: PROJECT_ROOT });
const python = findPython();

/** 3.8 or later. */
function findPython(): string | undefined {
  const program = findProgram(['python3', 'python']);
  try {
    if (program) execFileSync(program, ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'], { stdio: 'ignore' });
    return program;
  } catch {
    return undefined;
  }
}

const pythonBlocks = globSync('docs/integrations/*.md', { cwd: PROJECT_ROOT }).flatMap(document =>
  [...readFileSync(join(PROJECT_ROOT, document), 'utf8').matchAll(/^```python\n(.*?)^```/gms)].map(
    ([, code = ''], index) => [`${document} (${index + 1})`, code] as const,
  ),
);

describe.skipIf(!python)('with Python', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'open-edx-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (args: string[], cwd: string) =>
    promisify(execFile)(python ?? '', args, { cwd, env: { ...process.env, PYTHONPYCACHEPREFIX: folder } }).then(
      ({ stderr }) => stderr,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => Promise.reject(new Error(`${stdout}${stderr}`)),
    );

  it('the app for Open edX, the scripts and the snippets of the documentation compile', async () => {
    expect(SCRIPTS.length).toBeGreaterThan(10);
    expect(pythonBlocks.length).toBeGreaterThan(1);
    const files = await Promise.all(
      pythonBlocks.map(async ([place, code], index) => {
        const file = join(folder, `${index}.py`);
        await writeFile(file, `# ${place}\n${code}`);
        return file;
      }),
    );
    await run(['-m', 'py_compile', ...SCRIPTS, ...files], PROJECT_ROOT);
  });

  it('the decisions of the app for Open edX pass their tests', async () => {
    const report = await run(['-m', 'unittest', 'discover', '-t', '.', '-s', 'tests', '-p', 'test_decisions.py'], APP);
    expect(report).toMatch(/Ran [2-9]\d tests[\s\S]*OK/);
  });
});

describe('the app for Open edX', () => {
  const read = (file: string) => readFileSync(join(APP, file), 'utf8');

  it('has a text for each status that the documentation names', () => {
    const documented = readFileSync(join(PROJECT_ROOT, 'docs/integrations/open-edx-events.md'), 'utf8');
    const [, list = ''] = documented.match(/'EMAILS': \[('[^\]]*)\]/) ?? [];
    const statuses = [...list.matchAll(/'(\w+)'/g)].map(([, status = '']) => status);
    const texts = globSync('proctoring_events/templates/proctoring_events/email/*', { cwd: APP });
    expect(statuses.length).toBeGreaterThan(3);
    expect(texts.map(file => file.replace(/.*\//, '')).sort()).toEqual(
      statuses.flatMap(status => [`${status}_body.txt`, `${status}_subject.txt`]).sort(),
    );
  });

  it('documents each of its settings', () => {
    const documented = readFileSync(join(PROJECT_ROOT, 'docs/integrations/open-edx-events.md'), 'utf8');
    const settings = [...read('proctoring_events/configuration.py').matchAll(/^ {4}'([A-Z_]+)':/gm)];
    expect(settings.length).toBeGreaterThan(4);
    for (const [, name] of settings) expect(documented).toContain(`'${name}'`);
  });
});
