import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';

/** The inputs of a build output: fingerprints (size and modification time) by path in the project. */
interface BuildRecord {
  variant: string;
  fingerprints: Readonly<Record<string, string>>;
}

const LEAN_SDK = 'build/lean-sdk';
/** A file modified within this time before the build may have been read in its earlier state. */
const MIN_AGE_MS = 2000;

/** How an output was made. `startedAt` is the start of the build, in milliseconds since 1970. */
interface Build {
  inputs: readonly string[];
  startedAt: number;
  variant?: string;
}

/**
 * Writes a build output if it differs, and records its inputs.
 * @param record path of the record
 */
export async function storeOutput(
  output: string,
  contents: string | Uint8Array,
  { record, ...build }: Build & { record: string },
): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  await writeIfChanged(output, contents);
  await recordBuild(record, build);
}

/** Records the inputs of a new build output; removes the record if an input changed meanwhile. */
async function recordBuild(record: string, { inputs, startedAt, variant = '' }: Build): Promise<void> {
  const leanSdk = (await readdir(join(PROJECT_ROOT, LEAN_SDK))).map(file => `${LEAN_SDK}/${file}`);
  const tools = [...leanSdk, 'build/build.ts', 'build/servedEndpoints.ts', 'build/staffFiles.ts', 'package-lock.json'];
  const paths = [...inputs.filter(path => !path.includes(':')), ...tools];
  const files = await Promise.all(paths.map(async path => [path, await statOf(path)] as const));
  const isStable = files.every(([, file]) => file !== undefined && file.modifiedAt <= startedAt - MIN_AGE_MS);
  if (!isStable) return rm(record, { force: true });
  const fingerprints = Object.fromEntries(files.map(([path, file]) => [path, fingerprint(file)]));
  await writeIfChanged(record, JSON.stringify({ variant, fingerprints } satisfies BuildRecord));
}

/** The states of source files, by path. Functions share most of their sources, so the state of each is read once. */
export type FileStates = Map<string, Promise<FileState | undefined>>;

/**
 * Whether a build would read the same inputs as the recorded one.
 * @param states shared by the checks of several builds
 */
export async function isBuildCurrent(record: string, variant = '', states: FileStates = new Map()): Promise<boolean> {
  const recorded: Partial<BuildRecord> = await readFile(record, 'utf8').then(JSON.parse, () => ({}));
  const fingerprints = Object.entries(recorded.fingerprints ?? {});
  if (recorded.variant !== variant || fingerprints.length === 0) return false;
  const stateOf = (path: string) => {
    const state = states.get(path) ?? statOf(path);
    states.set(path, state);
    return state;
  };
  const isSame = await Promise.all(
    fingerprints.map(async ([path, recordedFingerprint]) => fingerprint(await stateOf(path)) === recordedFingerprint),
  );
  return isSame.every(Boolean);
}

interface FileState {
  size: number;
  modifiedAt: number;
}

async function statOf(path: string): Promise<FileState | undefined> {
  const file = await stat(join(PROJECT_ROOT, path)).catch(() => undefined);
  return file && { size: file.size, modifiedAt: file.mtimeMs };
}

function fingerprint(file: FileState | undefined): string {
  return file ? `${file.size} ${file.modifiedAt}` : 'missing';
}

/** Replaces the file by a rename: test runs and local stacks build concurrently, and a function may be loading the file. */
async function writeIfChanged(target: string, contents: string | Uint8Array): Promise<void> {
  const current = await readFile(target).catch(() => undefined);
  if (current?.equals(Buffer.from(contents))) return;
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, contents);
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}
