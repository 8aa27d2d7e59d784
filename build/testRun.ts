/**
 * `npm test`: all tests, beside the checks that run no code of ours (types, lint and unused code). These fit into the pauses in which
 * the first tests wait for their stacks. Arguments are those of vitest.
 */
import { runScriptsBeside } from '../cli/runScripts.ts';

// Ctrl-C reaches the children as well; their ends are awaited.
process.on('SIGINT', () => {});

const tests = [process.execPath, '--run', 'vitest', '--', ...process.argv.slice(2)];
process.exitCode = await runScriptsBeside(['types', 'lint', 'unused'], tests);
