import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { history } from '../support/api.ts';

const run = promisify(execFile);
const README = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8');

/** The shell snippets below a heading. */
function snippetsOf(heading: string): string[] {
  const section = README.split(/^## /m).find(text => text.startsWith(heading)) ?? '';
  return [...section.matchAll(/```sh\n(.*?)```/gs)].map(match => match[1] ?? '');
}

function curlOrSubstitute(): string {
  const hasCurl = (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, 'curl')));
  return hasCurl ? '' : `curl() { node '${join(PROJECT_ROOT, 'test/support/curl.ts')}' "$@"; }\n`;
}

describe('the README', () => {
  it('has curl lines that do what they say', async () => {
    const [snippet = ''] = snippetsOf('Try it');
    const script = curlOrSubstitute() + snippet.replaceAll('http://localhost:3000', inject('stackUrl'));
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: PROJECT_ROOT });
    expect(stdout.match(/"exam_attempt_id":\d+/g)).toHaveLength(2);
    expect(stdout).toContain('"OK"');
    expect(stdout).toContain('"is_archived":true');
    expect(stdout).toContain('"review_status":"Clean"');
    expect(stdout).not.toContain('problem');
    expect(await history('ATTEMPT-1', 4)).toMatchObject([
      { change: 'removed', status: 'verified', reason: 'given again' },
      { to_status: 'verified' },
      { to_status: 'submitted' },
      { to_status: 'started' },
    ]);
  });

  it('names only npm scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8'));
    const named = [...README.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(match => match[1] ?? '');
    expect(named.filter(name => !(name in scripts))).toEqual([]);
    expect(named.length).toBeGreaterThan(3);
  });

  it('names every setting that the functions are given', () => {
    const given = readFileSync(join(PROJECT_ROOT, 'serverless.yml'), 'utf8').matchAll(/^ {4,6}([A-Z][A-Z_]+):/gm);
    const missing = [...given].map(match => match[1] ?? '').filter(name => !README.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });
});
