import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFERENCE_DOCUMENTS } from '../../build/reference/documents.ts';
import { documentedSettings } from '../../build/reference/settings.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), 'utf8');

describe('the generated documents', () => {
  it.each(Object.entries(REFERENCE_DOCUMENTS))('%s is up to date: npm run docs writes it', (file, text) => {
    expect(read(file)).toBe(text());
  });
});

describe('the documented settings', () => {
  const serverless = read('serverless.yml');
  const scripts = globSync('resources/*.cjs', { cwd: PROJECT_ROOT }).map(read).join('\n');

  it('are all settings of functions and deployment, each once', () => {
    const names = [
      ...serverless.matchAll(/^ {4,6}([A-Z][A-Z_]+):/gm),
      ...serverless.matchAll(/\$\{env:(\w+)/g),
      ...scripts.matchAll(/process\.env\.(\w+)/g),
    ].map(([, name = '']) => name);
    const documented = documentedSettings();
    expect(names.filter(name => !documented.includes(name))).toEqual([]);
    expect(documented).toEqual([...new Set(documented)]);
  });

  it('are read', () => {
    expect(documentedSettings().filter(name => !`${serverless}${scripts}`.includes(name))).toEqual([]);
  });
});
