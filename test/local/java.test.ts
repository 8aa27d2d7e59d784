import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../../cli/commandError.ts';
import { findJava, javaMajorVersion } from '../../dev/dynamodb/java.ts';

describe('javaMajorVersion', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment (build 17.0.15+6)', 17],
    ['java version "1.8.0_392"\nJava(TM) SE Runtime Environment', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['openjdk version "25-ea" 2025-09-16', 25],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "17.0.21.1" 2026-11-17', 17],
  ])('reads %j', (printed, version) => {
    expect(javaMajorVersion(printed)).toBe(version);
  });

  it('finds none in other output', () => {
    expect(javaMajorVersion('Unable to locate a Java Runtime.')).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('findJava', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'java-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const log = () => {};
  const bin = () => join(folder, 'bin');
  const aptLog = () => readFile(join(folder, 'apt.log'), 'utf8').catch(() => '');
  const prints = (version: string) => `echo 'openjdk version "${version}"' >&2`;

  async function script(path: string, ...lines: string[]): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(path, 0o755);
  }

  /** A fake apt-get that records its arguments, and installs a Java of the given version. */
  async function aptGet(installs?: string): Promise<void> {
    const java = join(bin(), 'java');
    const install =
      installs && `echo '#!/bin/sh' > ${java}; echo '${prints(installs).replaceAll("'", "'\\''")}' >> ${java}`;
    await script(
      join(bin(), 'apt-get'),
      `echo "$@" >> ${join(folder, 'apt.log')}`,
      `[ "$1" = install ] || exit 0`,
      install ? `${install}; /bin/chmod +x ${java}` : 'echo "E: Unable to locate package" >&2; exit 100',
    );
  }

  it('uses the java on the PATH', async () => {
    await script(join(bin(), 'java'), prints('17.0.15'));
    await expect(findJava({ env: { PATH: bin() } })).resolves.toBe('java');
  });

  it('uses the one in JAVA_HOME if the one on the PATH is too old', async () => {
    await script(join(bin(), 'java'), prints('1.8.0_392'));
    await script(join(folder, 'home/bin/java'), prints('21'));
    const env = { PATH: bin(), JAVA_HOME: join(folder, 'home') };
    await expect(findJava({ env })).resolves.toBe(join(folder, 'home/bin/java'));
  });

  it('reports in one line that an old Java is too old, and does not change it', async () => {
    await script(join(bin(), 'java'), prints('1.8.0_392'));
    await aptGet('17.0.15');
    const failure = await findJava({ env: { PATH: bin() }, isRoot: true, install: true }).catch(error => error);
    expect(failure).toBeInstanceOf(CommandError);
    expect(failure.message).toMatch(/^Java 8 is too old for DynamoDB Local\. Install Java 17 or later.*$/);
    expect(await aptLog()).toBe('');
  });

  it('installs nothing over a Java that does not work', async () => {
    await script(join(bin(), 'java'), 'kill -INT $$');
    await aptGet('17.0.15');
    const search = findJava({ env: { PATH: bin() }, isRoot: true, install: true });
    await expect(search).rejects.toThrow(/^"java -version" does not work/);
    expect(await aptLog()).toBe('');
  });

  it('installs nothing once it is interrupted', async () => {
    await aptGet('17.0.15');
    const signal = AbortSignal.abort(new Error('SIGINT'));
    const search = findJava({ env: { PATH: bin() }, isRoot: true, install: true, signal });
    await expect(search).rejects.toThrow('SIGINT');
    expect(await aptLog()).toBe('');
  });

  it.each([
    ['root', true, 'apt-get'],
    ['anybody else', false, 'sudo apt-get'],
  ])('installs nothing without the option: %s gets the command', async (_case, isRoot, call) => {
    await aptGet('17.0.15');
    await script(join(bin(), 'sudo'), '"$@"');
    await expect(findJava({ env: { PATH: bin() }, isRoot })).rejects.toThrow(
      `there is no "java" command. Install Java 17 or later: ${call} update && ${call} install -y --no-install-recommends ` +
        'openjdk-17-jre-headless (or npm start -- --install-java).',
    );
    expect(await aptLog()).toBe('');
  });

  it('names the package that the distribution has', async () => {
    await aptGet();
    await script(join(bin(), 'apt-cache'), 'echo "openjdk-21-jre-headless - OpenJDK Java runtime"');
    await expect(findJava({ env: { PATH: bin() }, isRoot: true })).rejects.toThrow(/ openjdk-21-jre-headless /);
  });

  it('names no command for an unknown distribution', async () => {
    const search = findJava({ env: { PATH: join(folder, 'nothing') }, isRoot: true, install: true });
    await expect(search).rejects.toThrow(/there is no "java" command\. Install Java 17 or later, for example \S+\.$/);
  });

  it.each([
    ['root', true],
    ['somebody who may use sudo', false],
  ])('installs a missing Java for %s with the option', async (_case, isRoot) => {
    await aptGet('17.0.15');
    await script(join(bin(), 'sudo'), '[ "$1" = --non-interactive ] || exit 1', 'shift', '"$@"');
    await expect(findJava({ env: { PATH: bin() }, isRoot, install: true, log })).resolves.toBe('java');
    expect(await aptLog()).toBe('update\ninstall -y --no-install-recommends openjdk-17-jre-headless\n');
  });

  it('reports in one line why the installation failed', async () => {
    await aptGet();
    await expect(findJava({ env: { PATH: bin() }, isRoot: true, install: true, log })).rejects.toThrow(
      /^Installing Java with apt-get failed: E: Unable to locate package\. Install Java 17 or later.*$/,
    );
  });
});
