import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { tryLines } from '../../local/vendor/vendorWelcome.ts';
import { answersIn, README, runSnippet, snippetsOf } from '../support/readmeSnippets.ts';

describe('the README', () => {
  it('has curl lines that do what they say, as often as they are pasted', async () => {
    const [snippet = ''] = snippetsOf('Try it');
    for (const _ of ['first', 'second']) {
      const stdout = await runSnippet(snippet, { 'http://localhost:3000': inject('stackUrl') });
      const [started, submitted, taken, located, review, changes, ...more] = answersIn(stdout);
      expect([started, submitted]).toEqual([
        { exam_attempt_id: expect.any(Number) },
        { exam_attempt_id: expect.any(Number) },
      ]);
      expect(taken).toBe('OK');
      expect(located).toMatchObject({ is_archived: true, attempt: { status: 'verified' } });
      expect(review).toMatchObject({ review_status: 'Clean' });
      expect(changes).toMatchObject({
        results: [
          { change: 'removed', status: 'verified', reason: 'given again' },
          { to_status: 'verified' },
          { to_status: 'submitted' },
          { to_status: 'started' },
        ],
      });
      expect(more).toEqual([]);
    }
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
