import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { FailureQueue } from './redriveQueue.ts';

/**
 * The failures file of the local stack, one message a line. Messages in progress are in a file beside it, so that the stack
 * can go on adding to its own, and nothing is lost if this is cut off.
 */
export function fileQueue(file: string): FailureQueue {
  const aside = `${file}.redriving`;
  let left: string[] = [];
  return {
    async *messages() {
      left = [...(await linesOf(aside)), ...(await takeOver(file, aside))];
      await writeFile(aside, textOf(left));
      for (const body of [...left]) {
        yield {
          body,
          remove: async () => {
            left.splice(left.indexOf(body), 1);
            await writeFile(aside, textOf(left));
          },
        };
      }
    },

    async close() {
      if (left.length > 0) await appendFile(file, textOf(left));
      await rm(aside, { force: true });
    },
  };
}

/** Moves the lines of `file` to the end of `aside`. Cut off anywhere it loses none; some may stand there twice. */
async function takeOver(file: string, aside: string): Promise<string[]> {
  const taken = `${aside}.taken`;
  const left = await linesOf(taken);
  await appendFile(aside, textOf(left));
  await rename(file, taken).catch(ignoreMissing);
  const lines = await linesOf(taken);
  await appendFile(aside, textOf(lines));
  await rm(taken, { force: true });
  return [...left, ...lines];
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
