import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../cli/commandError.ts';
import { startStack } from '../stack.ts';

/** A stack that starts many functions takes its time to answer. */
const HEALTH_DEADLINE_MS = 60_000;
const MAX_REQUESTS = 5;
const INTERVAL_MS = 500;
const BROKEN_CONNECTION = new Set<unknown>(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'UND_ERR_SOCKET']);

/** The stack that the demo runs against. */
export interface DemoTarget {
  url: string;
  /** Its description for the user. */
  what: string;
  /** Ends the stack if it is the demo's own. */
  release(): Promise<void>;
}

/**
 * The stack at the URL if one is given, else the one that runs on PORT, else one of the demo's own.
 * @throws CommandError
 */
export async function findTarget(url: string | undefined, secret: string, signal: AbortSignal): Promise<DemoTarget> {
  const release = async () => {};
  if (url !== undefined) {
    if (await isHealthy(url)) return { url, what: 'the stack you named', release };
    throw new CommandError(`No service answers at ${url}. Start it with npm start, or leave out --url.`);
  }
  const running = `http://localhost:${process.env.PORT || 3000}`;
  if (await isHealthy(running)) return { url: running, what: 'the stack that runs already', release };
  return startOwn(secret, signal);
}

/** Asks again after an error of the server or a broken connection: a busy machine has those. */
async function isHealthy(url: string): Promise<boolean> {
  const signal = AbortSignal.timeout(HEALTH_DEADLINE_MS);
  for (let attempt = 1; ; attempt++) {
    const health = await readHealth(url, signal);
    if (health !== 'failing' || attempt === MAX_REQUESTS) return health === 'healthy';
    await sleep(INTERVAL_MS);
  }
}

async function readHealth(url: string, signal: AbortSignal): Promise<'healthy' | 'absent' | 'failing'> {
  try {
    const response = await fetch(new URL('/health', url), { signal });
    if (response.status >= 500) return 'failing';
    // Another program may listen there and answer every request.
    const isOurs = response.ok && ((await response.json()) as { status?: unknown } | null)?.status === 'ok';
    return isOurs ? 'healthy' : 'absent';
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
    return BROKEN_CONNECTION.has(code) ? 'failing' : 'absent';
  }
}

async function startOwn(secret: string, signal: AbortSignal): Promise<DemoTarget> {
  // The demo's tokens must be valid, also where the environment has settings for another service.
  const tokenSettings = { JWT_JWKS_URL: '', JWT_PUBLIC_KEY: '', JWT_ISSUER: '', JWT_AUDIENCE: '', JWT_CLAIMS: '' };
  const env = { ...tokenSettings, JWT_SECRET: secret, REVIEW_OUTCOMES: '' };
  console.log('Starting a stack for the demo …');
  const stack = await startStack({ quiet: true, signal, env });
  return { url: stack.url, what: 'a stack of its own, in memory', release: stack.stop };
}
