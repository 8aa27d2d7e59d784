/**
 * `node dev/process/tether.ts <command> [args…]` runs the command and ends it when stdin closes. The kernel closes that pipe
 * at any end of the supervisor, SIGKILL included, so no tethered process outlives it.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const GRACE_MS = 3000;

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error('Usage: node dev/process/tether.ts <command> [args…]');
  process.exit(2);
}

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });

let isEnding = false;
function endChild(): void {
  if (isEnding) return;
  isEnding = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
}

child.on('error', error => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));

for (const event of ['end', 'close', 'error']) process.stdin.on(event, endChild);
process.stdin.resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, endChild);
