import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { CommandError } from '../../cli/commandError.ts';

const run = promisify(execFile);

/** The oldest Java that DynamoDB Local runs on. */
const NEEDED_JAVA = 17;
/** Distributions have one or the other. */
const PACKAGES = ['openjdk-17-jre-headless', 'openjdk-21-jre-headless'];
const ADVICE = `Install Java ${NEEDED_JAVA} or later, for example ${PACKAGES[0]}.`;
const INSTALL = ['install', '-y', '--no-install-recommends'];

/** The environment and the permissions of the search; by default those of this process. */
export interface JavaSearch {
  env?: NodeJS.ProcessEnv;
  isRoot?: boolean;
  /** Installs a missing Java with apt-get: only for `npm start -- --install-java`. */
  install?: boolean | undefined;
  log?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The command that starts a Java new enough for DynamoDB Local; where there is none, one is installed only if that
 * is asked for.
 * @throws CommandError with the package to install
 */
export async function findJava(search: JavaSearch = {}): Promise<string> {
  const env = search.env ?? process.env;
  const commands = env.JAVA_HOME ? ['java', join(env.JAVA_HOME, 'bin', 'java')] : ['java'];
  const found = await Promise.all(commands.map(command => versionOf(command, env)));
  search.signal?.throwIfAborted();
  const fit = commands.find((_, index) => isNewEnough(found[index]));
  if (fit !== undefined) return fit;

  const tooOld = found.find(version => typeof version === 'number');
  if (tooOld !== undefined) throw new CommandError(`Java ${tooOld} is too old for DynamoDB Local. ${ADVICE}`);
  // A Java that is there but does not work is nothing to install over.
  if (found.includes('broken')) throw new CommandError(`"java -version" does not work. ${ADVICE}`);

  const aptGet = await aptGetCommand(search.isRoot ?? process.getuid?.() === 0, env);
  if (search.install && aptGet) {
    await installJava(aptGet, env, search);
    if (isNewEnough(await versionOf('java', env))) return 'java';
  }
  const advice = await howToInstall(aptGet, env);
  throw new CommandError(`DynamoDB Local needs Java and there is no "java" command. ${advice}`);
}

/** The words of apt-get as this user may call it; undefined where it is not there. */
async function aptGetCommand(isRoot: boolean, env: NodeJS.ProcessEnv): Promise<string[] | undefined> {
  if (!(await isOnPath('apt-get', env))) return undefined;
  if (isRoot) return ['apt-get'];
  return (await isOnPath('sudo', env)) ? ['sudo', 'apt-get'] : undefined;
}

/** One command for a shell. */
async function howToInstall(aptGet: readonly string[] | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  if (aptGet) {
    const call = aptGet.join(' ');
    const name = (await isKnownPackage(PACKAGES[0], env)) ? PACKAGES[0] : PACKAGES[1];
    return `Install Java ${NEEDED_JAVA} or later: ${call} update && ${call} ${INSTALL.join(' ')} ${name} (npm start -- --install-java does that).`;
  }
  if (await isOnPath('brew', env)) return `Install Java ${NEEDED_JAVA} or later: brew install --cask temurin@21`;
  return ADVICE;
}

/** Before its first update apt knows no package at all: the oldest one that will do is the likeliest then. */
async function isKnownPackage(name: string | undefined, env: NodeJS.ProcessEnv): Promise<boolean> {
  const pattern = `^(${PACKAGES.join('|')})$`;
  const known = await run('apt-cache', ['search', '--names-only', pattern], { env, timeout: 20_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return known === '' || known.includes(`${name} `);
}

/** The major version in the output of `java -version`; undefined if there is none. */
export function javaMajorVersion(printed: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(printed);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

type FoundVersion = number | 'missing' | 'broken';

function isNewEnough(version: FoundVersion | undefined): boolean {
  return typeof version === 'number' && version >= NEEDED_JAVA;
}

async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<FoundVersion> {
  try {
    const { stdout, stderr } = await run(command, ['-version'], { env, timeout: 20_000 });
    return javaMajorVersion(stderr + stdout) ?? 'broken';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'broken';
  }
}

async function installJava(
  [command = '', ...first]: readonly string[],
  env: NodeJS.ProcessEnv,
  { log = console.log, signal }: JavaSearch,
): Promise<void> {
  log(`Installing ${PACKAGES[0]} with apt-get …`);
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 * 1024 * 1024 };
  // No question for a password: sudo fails then.
  const words = command === 'sudo' ? ['--non-interactive', ...first] : first;
  const aptGet = (...args: string[]) => run(command, [...words, ...args], options);
  try {
    await aptGet('update');
    signal?.throwIfAborted();
    await installFirst(PACKAGES, name => aptGet(...INSTALL, name));
  } catch (error) {
    signal?.throwIfAborted();
    throw new CommandError(`Installing Java with apt-get failed: ${lastLine(error)}. ${ADVICE}`);
  }
}

async function installFirst(names: readonly string[], install: (name: string) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  for (const name of names) {
    try {
      await install(name);
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const lines = (stderr || message).trim().split('\n');
  return (lines.at(-1) ?? '').replace(/\.$/, '');
}

async function isOnPath(command: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '');
  const found = await Promise.allSettled(folders.map(folder => access(join(folder, command))));
  return found.some(({ status }) => status === 'fulfilled');
}
