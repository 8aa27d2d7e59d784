import { constants } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../../cli/commandError.ts';

/** Holds the id of the process that uses the folder. */
const OWNER_FILE = 'used-by.pid';

/** A stack that was just killed takes a moment to be gone. */
const PATIENCE_MS = 5000;

/**
 * A folder that the data can be kept in, made if there is none. Two databases in one folder would spoil each other's.
 * @throws CommandError when it cannot be written, or another stack uses it
 */
export async function openDataFolder(dataDir: string): Promise<string> {
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CommandError(`The data cannot be kept in ${folder}: ${(error as Error).message}`);
  }
  const deadline = Date.now() + PATIENCE_MS;
  for (let owner = await ownerOf(folder); owner !== undefined; owner = await ownerOf(folder)) {
    if (Date.now() > deadline) {
      throw new CommandError(
        `Process ${owner} uses ${folder}. Stop it, or name another folder (or remove ${OWNER_FILE} there if that is no stack).`,
      );
    }
    await pause(100);
  }
  return folder;
}

/** Says that the process uses the folder. */
export async function claimDataFolder(folder: string, pid: number): Promise<void> {
  await writeFile(join(folder, OWNER_FILE), String(pid));
}

/** The process that uses the folder, if it still runs. */
async function ownerOf(folder: string): Promise<number | undefined> {
  const pid = Number(await readFile(join(folder, OWNER_FILE), 'utf8').catch(() => ''));
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
}
