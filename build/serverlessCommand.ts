import { join } from 'node:path';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';

/** The script of the `serverless` command, to be run with this process's own Node. */
export const SERVERLESS_SCRIPT = join(PROJECT_ROOT, 'node_modules/serverless/bin/serverless.js');

/** The plugin that serves HTTP on this machine. */
export const SERVERLESS_OFFLINE = join(PROJECT_ROOT, 'node_modules/serverless-offline/package.json');
