/**
 * Loaded into serverless-offline's process before it. By itself it allows web pages of every origin everything, tokens
 * signed with the secret that everybody knows included, and leaves no way to have it otherwise. API Gateway does no such
 * thing: whether a page may call is for the functions to say (CORS_ORIGINS).
 */
import { createRequire } from 'node:module';
import { SERVERLESS_OFFLINE } from './serverlessCommand.ts';

type Extend = (event: unknown, ...more: unknown[]) => unknown;
interface Hapi {
  Server: new () => object;
}

const { Server } = createRequire(SERVERLESS_OFFLINE)('@hapi/hapi') as Hapi;
const prototype = Object.getPrototypeOf(new Server()) as { ext: Extend };
const { ext } = prototype;

prototype.ext = function (event, ...more) {
  const isOwnCors = event === 'onPreResponse' && String(more[0]).includes('access-control-allow-origin');
  return isOwnCors ? undefined : ext.call(this, event, ...more);
};
