import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScripts, runScriptsBeside } from '../../cli/runScripts.ts';

describe('scripts at the same time', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'scripts-'));
    const scripts = {
      right: 'echo fine',
      wrong: `node -e "console.log('one fault'); console.error('another fault'); process.exit(2)"`,
      killed: `node -e "process.kill(process.pid, 'SIGKILL')"`,
    };
    await writeFile(join(cwd, 'package.json'), JSON.stringify({ scripts }));
  });
  afterAll(() => rm(cwd, { recursive: true }));

  it.each<[scripts: string[], code: number, texts: string[]]>([
    [['right'], 0, ['right: passed\nfine\n']],
    [['wrong', 'right'], 1, ['right: passed\nfine\n', 'wrong: failed (exit code 1)\none fault\nanother fault\n']],
    [['killed', 'wrong', 'absent'], 1, ['killed: failed', 'wrong: failed', 'absent: failed']],
  ])('%j: exit code %i, with the whole output of each', async (scripts, code, texts) => {
    const written: string[] = [];
    expect(await runScripts(scripts, { cwd, write: text => written.push(text) })).toBe(code);
    expect(written).toHaveLength(scripts.length);
    for (const text of texts)
      expect(written).toContainEqual(expect.stringMatching(new RegExp(`^${RegExp.escape(text)}`)));
  });

  it.each<[exitCode: number, script: string, code: number]>([
    [0, 'right', 0],
    [0, 'wrong', 1],
    [3, 'right', 3],
    [3, 'wrong', 3],
  ])(
    'beside a command that ends with %i, %s: exit code %i, with failures repeated at the end',
    async (exitCode, script, code) => {
      const written: string[] = [];
      const command = [process.execPath, '-e', `process.exit(${exitCode})`];
      expect(await runScriptsBeside([script], command, { cwd, write: text => written.push(text) })).toBe(code);
      const text = expect.stringContaining(script === 'right' ? 'fine' : 'one fault');
      expect(written).toEqual(script === 'right' ? [text] : [text, text]);
    },
  );

  it('beside a command that is killed: exit code 1', async () => {
    const command = [process.execPath, '-e', `process.kill(process.pid, 'SIGKILL')`];
    expect(await runScriptsBeside(['right'], command, { cwd, write: () => {} })).toBe(1);
  });
});
