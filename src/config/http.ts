import * as z from 'zod/mini';
import { configError, type Environment, flag, optionalString, parse } from './env.ts';

const cors = z.object({
  /**
   * Origins whose web pages may call the service, separated by commas, such as `https://learning.example.edu`;
   * `*` for any, rejected in production stages.
   * @defaultValue none
   */
  CORS_ORIGINS: optionalString,
  PRODUCTION: flag,
});

/** The origins whose web pages may call the service; none by default, `*` for any outside production stages. */
export function readCorsOrigins(env: Environment): string[] {
  const settings = parse(cors, env);
  const origins = (settings.CORS_ORIGINS ?? '').split(',').map(origin => origin.trim());
  const values = origins.filter(origin => origin !== '');
  if (!values.every(origin => origin === '*' || isOrigin(origin))) {
    throw configError('CORS_ORIGINS', 'must be origins such as https://learning.example.edu, separated by commas');
  }
  if (values.includes('*') && settings.PRODUCTION) {
    throw configError('CORS_ORIGINS', 'must name each origin in a production stage');
  }
  return values;
}

/**
 * The origins whose web pages may send the cookies of a session. In production stages not those of http:, whose pages
 * anybody on the network can replace.
 */
export function readCredentialedOrigins(env: Environment): string[] {
  const isProduction = parse(cors, env).PRODUCTION === true;
  return readCorsOrigins(env).filter(origin => origin.startsWith(isProduction ? 'https:' : 'http'));
}

/** Whether the text has the form that browsers send: no path, no trailing slash, lower case. */
function isOrigin(text: string): boolean {
  return /^https?:[^*]*$/.test(text) && URL.parse(text)?.origin === text;
}

const basePath = z.object({
  /**
   * Path before the paths of the service where a mapping or a proxy adds one, such as `/proctoring`:
   * docs/deploying.md#under-a-base-path.
   * @defaultValue none
   */
  BASE_PATH: optionalString,
});

/** The prefix that an API mapping or a proxy adds to the service's paths; "" for none. */
export function readBasePath(env: Environment): string {
  const path = parse(basePath, env).BASE_PATH ?? '';
  // The characters of API mappings, in one or several segments.
  const isPath = /^(?:\/[\w$.+!*'()~-]+)*$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path);
  if (!isPath) throw configError('BASE_PATH', 'must be a path such as /proctoring, without a trailing slash');
  return path;
}
