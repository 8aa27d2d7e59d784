import { constants } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from '../../cli/commandError.ts';

/** Contains the id of the process that uses the folder. */
const OWNER_FILE = 'used-by.pid';

/** A killed stack may hold the folder for a moment. */
const RELEASE_DEADLINE_MS = 5000;

/**
 * The data folder, created if missing. Two databases in one folder would corrupt each other's data.
 * @throws CommandError if it is not writable, or another stack uses it
 */
export async function openDataFolder(dataDir: string): Promise<string> {
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CommandError(`The data folder ${folder} cannot be used: ${(error as Error).message}`);
  }
  const deadline = Date.now() + RELEASE_DEADLINE_MS;
  for (let owner = await ownerOf(folder); owner !== undefined; owner = await ownerOf(folder)) {
    if (Date.now() > deadline) {
      throw new CommandError(
        `Process ${owner} uses ${folder}. Stop it, or use another folder; if it is not a stack, delete ${OWNER_FILE} there.`,
      );
    }
    await pause(100);
  }
  return folder;
}

/** Records the process that uses the folder. */
export async function claimDataFolder(folder: string, pid: number): Promise<void> {
  await writeFile(join(folder, OWNER_FILE), String(pid));
}

/** The running process that uses the folder, if any. */
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
