import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { CommandError } from '../../cli/commandError.ts';

const run = promisify(execFile);

/** The oldest version that DynamoDB Local supports. */
const MIN_JAVA_VERSION = 17;
/** Distributions provide one of them. */
const PACKAGES = ['openjdk-17-jre-headless', 'openjdk-21-jre-headless'];
const ADVICE = `Install Java ${MIN_JAVA_VERSION} or later, for example ${PACKAGES[0]}.`;
const INSTALL = ['install', '-y', '--no-install-recommends'];

/** Environment and permissions of the search; by default those of this process. */
export interface JavaSearch {
  env?: NodeJS.ProcessEnv;
  isRoot?: boolean;
  /** Installs a missing Java with apt-get: only for `npm start -- --install-java`. */
  install?: boolean | undefined;
  log?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The command of a Java for DynamoDB Local. A missing one is installed only with `install`.
 * @throws CommandError with the package to install
 */
export async function findJava(search: JavaSearch = {}): Promise<string> {
  const env = search.env ?? process.env;
  const commands = env.JAVA_HOME ? ['java', join(env.JAVA_HOME, 'bin', 'java')] : ['java'];
  const versions = await Promise.all(commands.map(command => versionOf(command, env)));
  search.signal?.throwIfAborted();
  const supported = commands.find((_, index) => isSupported(versions[index]));
  if (supported !== undefined) return supported;

  const tooOld = versions.find(version => typeof version === 'number');
  if (tooOld !== undefined) throw new CommandError(`Java ${tooOld} is too old for DynamoDB Local. ${ADVICE}`);
  // A Java that does not work has to be fixed by the user, not hidden by another one.
  if (versions.includes('broken')) throw new CommandError(`"java -version" does not work. ${ADVICE}`);

  const aptGet = await aptGetCommand(search.isRoot ?? process.getuid?.() === 0, env);
  if (search.install && aptGet) {
    await installJava(aptGet, env, search);
    if (isSupported(await versionOf('java', env))) return 'java';
  }
  const advice = await installationAdvice(aptGet, env);
  throw new CommandError(`DynamoDB Local needs Java and there is no "java" command. ${advice}`);
}

/** The apt-get command line for this user; undefined without apt-get or the right to call it. */
async function aptGetCommand(isRoot: boolean, env: NodeJS.ProcessEnv): Promise<string[] | undefined> {
  if (!(await isOnPath('apt-get', env))) return undefined;
  if (isRoot) return ['apt-get'];
  return (await isOnPath('sudo', env)) ? ['sudo', 'apt-get'] : undefined;
}

/** A shell command that installs Java. */
async function installationAdvice(aptGet: readonly string[] | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  if (aptGet) {
    const call = aptGet.join(' ');
    const name = (await isKnownPackage(PACKAGES[0], env)) ? PACKAGES[0] : PACKAGES[1];
    return `Install Java ${MIN_JAVA_VERSION} or later: ${call} update && ${call} ${INSTALL.join(' ')} ${name} (or npm start -- --install-java).`;
  }
  if (await isOnPath('brew', env)) return `Install Java ${MIN_JAVA_VERSION} or later: brew install --cask temurin@21`;
  return ADVICE;
}

/** True before apt's first update, when it knows no package: the oldest supported one is the most widespread. */
async function isKnownPackage(name: string | undefined, env: NodeJS.ProcessEnv): Promise<boolean> {
  const pattern = `^(${PACKAGES.join('|')})$`;
  const output = await run('apt-cache', ['search', '--names-only', pattern], { env, timeout: 20_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return output === '' || output.includes(`${name} `);
}

/** The major version in the output of `java -version`; undefined if there is none. */
export function javaMajorVersion(printed: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(printed);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

type JavaVersion = number | 'missing' | 'broken';

function isSupported(version: JavaVersion | undefined): boolean {
  return typeof version === 'number' && version >= MIN_JAVA_VERSION;
}

async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<JavaVersion> {
  try {
    const { stdout, stderr } = await run(command, ['-version'], { env, timeout: 20_000 });
    return javaMajorVersion(stderr + stdout) ?? 'broken';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'broken';
  }
}

async function installJava(
  [command = '', ...prefix]: readonly string[],
  env: NodeJS.ProcessEnv,
  { log = console.log, signal }: JavaSearch,
): Promise<void> {
  log(`Installing ${PACKAGES[0]} with apt-get …`);
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 * 1024 * 1024 };
  // sudo fails instead of asking for a password.
  const leadingArgs = command === 'sudo' ? ['--non-interactive', ...prefix] : prefix;
  const aptGet = (...args: string[]) => run(command, [...leadingArgs, ...args], options);
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
  const lookups = await Promise.allSettled(folders.map(folder => access(join(folder, command))));
  return lookups.some(({ status }) => status === 'fulfilled');
}
