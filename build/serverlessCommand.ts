import { join } from 'node:path';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';

/** The script of the `serverless` command, to be run with the Node of this process. */
export const SERVERLESS_SCRIPT = join(PROJECT_ROOT, 'node_modules/serverless/bin/serverless.js');

/** The package of the plugin that serves HTTP locally. */
export const SERVERLESS_OFFLINE = join(PROJECT_ROOT, 'node_modules/serverless-offline/package.json');
