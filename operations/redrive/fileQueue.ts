import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { FailureQueue } from './redriveQueue.ts';

/**
 * The failures file of the local stack, one message a line. Messages in progress are moved to a second file: the stack keeps
 * appending to its own, and an interruption loses none.
 */
export function fileQueue(file: string): FailureQueue {
  const inProgressFile = `${file}.redriving`;
  let remaining: string[] = [];
  return {
    async *messages() {
      remaining = [...(await linesOf(inProgressFile)), ...(await moveLines(file, inProgressFile))];
      await writeFile(inProgressFile, textOf(remaining));
      for (const body of [...remaining]) {
        yield {
          body,
          remove: async () => {
            remaining.splice(remaining.indexOf(body), 1);
            await writeFile(inProgressFile, textOf(remaining));
          },
        };
      }
    },

    async close() {
      if (remaining.length > 0) await appendFile(file, textOf(remaining));
      await rm(inProgressFile, { force: true });
    },
  };
}

/** Appends the lines of `source` to `target` and removes `source`. An interruption loses none; some may be duplicated. */
async function moveLines(source: string, target: string): Promise<string[]> {
  const transferFile = `${target}.taken`;
  const interrupted = await linesOf(transferFile);
  await appendFile(target, textOf(interrupted));
  await rename(source, transferFile).catch(ignoreMissing);
  const lines = await linesOf(transferFile);
  await appendFile(target, textOf(lines));
  await rm(transferFile, { force: true });
  return [...interrupted, ...lines];
}

async function linesOf(file: string): Promise<string[]> {
  const text = (await readFile(file, 'utf8').catch(ignoreMissing)) ?? '';
  return text.split('\n').filter(line => line !== '');
}

function textOf(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('');
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
