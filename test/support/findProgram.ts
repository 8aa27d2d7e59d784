import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of the names on the PATH, or in folders of daemons that the PATH of a user lacks. */
export function findProgram(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'].filter(
    folder => folder !== '',
  );
  return names.flatMap(name => folders.map(folder => join(folder, name))).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
