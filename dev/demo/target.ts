import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../cli/commandError.ts';
import { startStack } from '../stack.ts';

/** A stack that is loading many functions answers late. */
const HEALTH_DEADLINE_MS = 60_000;
const MAX_REQUESTS = 5;
const INTERVAL_MS = 500;
const BROKEN_CONNECTION = new Set<unknown>(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'UND_ERR_SOCKET']);

/** The stack that the demo runs against. */
export interface DemoTarget {
  url: string;
  description: string;
  /** Stops the stack if the demo has started it. */
  release(): Promise<void>;
}

/**
 * The stack at the URL, if present, else the running stack on PORT, else a new one.
 * @throws CommandError if no service answers at the URL, or a new stack fails to start
 */
export async function findTarget(url: string | undefined, secret: string, signal: AbortSignal): Promise<DemoTarget> {
  const release = async () => {};
  if (url !== undefined) {
    if (await isHealthy(url)) return { url, description: 'the stack at --url', release };
    throw new CommandError(`No service answers at ${url}. Start it with npm start, or omit --url.`);
  }
  const running = `http://localhost:${process.env.PORT || 3000}`;
  if (await isHealthy(running)) return { url: running, description: 'the running stack', release };
  return startDemoStack(secret, signal);
}

/** Retries after server errors and broken connections, which occur on a busy machine. */
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
    // Another program on this port may answer every request.
    const isService = response.ok && ((await response.json()) as { status?: unknown } | null)?.status === 'ok';
    return isService ? 'healthy' : 'absent';
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
    return BROKEN_CONNECTION.has(code) ? 'failing' : 'absent';
  }
}

async function startDemoStack(secret: string, signal: AbortSignal): Promise<DemoTarget> {
  // The demo's tokens must be valid, even if the environment has settings of another service.
  const tokenSettings = { JWT_JWKS_URL: '', JWT_PUBLIC_KEY: '', JWT_ISSUER: '', JWT_AUDIENCE: '', JWT_CLAIMS: '' };
  const env = { ...tokenSettings, JWT_SECRET: secret, REVIEW_OUTCOMES: '' };
  console.log('Starting a stack for the demo …');
  const stack = await startStack({ quiet: true, signal, env });
  return { url: stack.url, description: 'a new stack, in memory', release: stack.stop };
}
