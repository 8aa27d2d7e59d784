import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { PROJECT_ROOT } from './projectRoot.ts';

const LOW_PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL;

interface ScriptOptions {
  /** The folder of the package.json; by default the project's. */
  cwd?: string;
  /** A value as for `nice`. */
  priority?: number;
  write?: (text: string, isFailure: boolean) => void;
}

/**
 * Runs scripts of package.json at the same time. The output of each is written in one piece when it ends; the failure of one
 * stops no other.
 * @returns 1 if a script failed, else 0
 */
export async function runScripts(
  names: readonly string[],
  { cwd = PROJECT_ROOT, priority, write = text => process.stdout.write(text) }: ScriptOptions = {},
): Promise<number> {
  const codes = await Promise.all(
    names.map(async name => {
      const { code, output } = await runScript(name, cwd, priority);
      write(`${name}: ${code === 0 ? 'passed' : `failed (exit code ${code})`}\n${output}`, code !== 0);
      return code;
    }),
  );
  return codes.every(code => code === 0) ? 0 : 1;
}

/**
 * Runs scripts beside a command, which writes to the terminal itself, by default with a lower priority than the command. The output of
 * scripts that failed is repeated after its end.
 * @returns the command's exit code, or 1 if a script failed or the command was killed
 */
export async function runScriptsBeside(
  names: readonly string[],
  [command = '', ...args]: readonly string[],
  { cwd = PROJECT_ROOT, priority = LOW_PRIORITY, write = text => process.stdout.write(text) }: ScriptOptions = {},
): Promise<number> {
  const failures: string[] = [];
  const record = (text: string, isFailure: boolean) => {
    write(text, isFailure);
    if (isFailure) failures.push(text);
  };
  const [scriptsCode, commandCode] = await Promise.all([
    runScripts(names, { cwd, priority, write: record }),
    once(spawn(command, args, { cwd, stdio: 'inherit' }), 'close').then(([code]) => code as number | null),
  ]);
  for (const failure of failures) write(failure, true);
  return commandCode || scriptsCode || (commandCode === null ? 1 : 0);
}

async function runScript(name: string, cwd: string, priority?: number) {
  const { FORCE_COLOR = process.stdout.isTTY ? '1' : undefined } = process.env;
  const env = { ...process.env, ...(FORCE_COLOR && { FORCE_COLOR }) };
  const script = spawn(process.execPath, ['--run', name], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (priority !== undefined && script.pid) setPriority(script.pid, priority);
  const chunks: Buffer[] = [];
  for (const stream of [script.stdout, script.stderr]) stream.on('data', chunk => chunks.push(chunk));
  const [code] = (await once(script, 'close')) as [number | null];
  return { code, output: Buffer.concat(chunks).toString() };
}
