/** The checks of `npm test` that run no code of ours: types, lint and unused code, at the same time. */
import { runScripts } from '../cli/runScripts.ts';

process.exitCode = await runScripts(['types', 'lint', 'unused']);
