import { setTimeout as sleep } from 'node:timers/promises';

interface BackoffLimits {
  baseMs?: number;
  maxMs?: number;
}

/** Exponential backoff with full jitter, so that colliding writers are unlikely to collide again. */
export function backoff(retry: number, limits?: BackoffLimits): Promise<void> {
  return sleep(backoffDelay(retry, limits));
}

/** The delay in milliseconds before a retry, counted from 1. */
export function backoffDelay(retry: number, { baseMs = 10, maxMs = 500 }: BackoffLimits = {}): number {
  return Math.random() * Math.min(maxMs, baseMs * 2 ** (retry - 1));
}
