import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

export interface ScriptResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program of the project outside its folder, and resolves with its exit code and output. */
export function runScript(script: string, args: readonly string[], env = process.env): Promise<ScriptResult> {
  return new Promise(resolve => {
    execFile(process.execPath, [join(PROJECT_ROOT, script), ...args], { cwd: tmpdir(), env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
