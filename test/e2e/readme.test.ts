import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { tryLines } from '../../local/vendor/vendorWelcome.ts';
import { history } from '../support/api.ts';
import { README, runSnippet, snippetsOf } from '../support/readmeSnippets.ts';

describe('the README', () => {
  it('has curl lines that do what they say', async () => {
    const [snippet = ''] = snippetsOf('Try it');
    const stdout = await runSnippet(snippet, { 'http://localhost:3000': inject('stackUrl') });
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

  it('has the curl lines that npm run vendor prints', () => {
    const lines = tryLines({ vendorUrl: 'http://127.0.0.1:3100', serviceUrl: 'http://localhost:3000' });
    expect(snippetsOf('Try it with a vendor')).toContain(`${lines}\n`);
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
