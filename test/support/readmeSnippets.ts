import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const run = promisify(execFile);

/** The shell snippets below a heading of a document. */
export function snippetsOf(document: 'README.md' | `docs/${string}.md`, heading: string): string[] {
  const section =
    readFileSync(join(PROJECT_ROOT, document), 'utf8')
      .split(/^## /m)
      .find(text => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/```sh\n(.*?)```/gs)].map(match => match[1] ?? '');
}

/** The output of a snippet. @param addresses replacements of its addresses */
export async function runSnippet(snippet: string, addresses: Readonly<Record<string, string>>): Promise<string> {
  const script = Object.entries(addresses).reduce((text, [from, to]) => text.replaceAll(from, to), snippet);
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', curlOrSubstitute() + script], { cwd: PROJECT_ROOT });
  return stdout;
}

/** The JSON answers in a snippet's output, one per line. */
export function answersIn(stdout: string): unknown[] {
  return stdout.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
}

function curlOrSubstitute(): string {
  const hasCurl = (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, 'curl')));
  return hasCurl ? '' : `curl() { node '${join(PROJECT_ROOT, 'test/support/curl.ts')}' "$@"; }\n`;
}
