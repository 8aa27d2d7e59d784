/**
 * The process that serverless-offline runs in: its command, with one thing about it mended before it is loaded. It is a
 * program of its own, not a module loaded by `--import`: each of serverless-offline's threads, one for every request at
 * a time, would load that as well.
 *
 * By itself it allows web pages of every origin everything, tokens signed with the secret that everybody knows included,
 * and leaves no way to have it otherwise. API Gateway does no such thing: whether a page may call is for the functions to
 * say (CORS_ORIGINS).
 */
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { PROJECT_ROOT } from './projectRoot.ts';
import { SERVERLESS_OFFLINE, SERVERLESS_SCRIPT } from './serverlessCommand.ts';

type Extend = (event: unknown, ...more: unknown[]) => unknown;
interface Hapi {
  Server: new () => object;
}

// Most of its start is loading modules, the web server's included.
enableCompileCache(join(PROJECT_ROOT, 'node_modules/.cache/compiled'));

const { Server } = createRequire(SERVERLESS_OFFLINE)('@hapi/hapi') as Hapi;
const prototype = Object.getPrototypeOf(new Server()) as { ext: Extend };
const { ext } = prototype;

prototype.ext = function (event, ...more) {
  const isOwnCors = event === 'onPreResponse' && String(more[0]).includes('access-control-allow-origin');
  return isOwnCors ? undefined : ext.call(this, event, ...more);
};

await import(SERVERLESS_SCRIPT);
