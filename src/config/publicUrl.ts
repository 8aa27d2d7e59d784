import * as z from 'zod/mini';
import { readBaseConfig } from './base.ts';
import { configError, type Environment, isHttpUrl, optionalString, parse } from './env.ts';

const settings = z.object({
  /**
   * Address of the service for vendors and their browsers, such as `https://proctoring.example.edu`, with the base path; also
   * the `source` of its events.
   * @defaultValue none
   */
  PUBLIC_URL: optionalString,
});

export function readPublicUrl(env: Environment): string | null {
  const { PUBLIC_URL } = parse(settings, env);
  if (PUBLIC_URL !== null && (!isHttpUrl(PUBLIC_URL) || /[?#]/.test(PUBLIC_URL))) {
    throw configError('PUBLIC_URL', 'must be a URL such as https://proctoring.example.edu');
  }
  return PUBLIC_URL;
}

/** The `source` of events: the public address, or the stage's name without one. */
export function readEventSource(env: Environment): string {
  return readPublicUrl(env) ?? `urn:proctoring:${readBaseConfig(env).stage}`;
}
