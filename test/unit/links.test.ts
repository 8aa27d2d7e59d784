import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const { scripts } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8'));
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', '.github/*.md', 'src/**/*.md'], { cwd: PROJECT_ROOT });

/** The headings of a document as links name them. */
function anchors(path: string): string[] {
  const headings = readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the links of', () => {
  it.each(DOCUMENTS)('%s lead to existing files and headings', document => {
    const path = join(PROJECT_ROOT, document);
    for (const [, link = ''] of readFileSync(path, 'utf8').matchAll(/\]\(((?!http)[^)]+)\)/g)) {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      expect(existsSync(target), link).toBe(true);
      if (anchor !== undefined) expect(anchors(target), link).toContain(anchor);
    }
  });
});

describe('the npm commands of', () => {
  it.each([...DOCUMENTS, ...globSync(['.github/**/*.yml', '.githooks/*', 'lefthook.yml'], { cwd: PROJECT_ROOT })])(
    '%s are scripts of package.json',
    document => {
      const text = readFileSync(join(PROJECT_ROOT, document), 'utf8');
      const commands = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
      expect(commands.filter(name => !Object.hasOwn(scripts, name))).toEqual([]);
    },
  );
});
