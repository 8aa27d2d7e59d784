import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { RandomInteger } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';

/** Time, randomness and timers: the domain takes them as parameters. */
export const clock: Clock = () => new Date().toISOString();

export const random: RandomInteger = below => randomInt(below);

/** An attempt code of the service: an upper-case random UUID. */
export const drawCode = (): string => randomUUID().toUpperCase();

export const pause = (seconds: number): Promise<void> => setTimeout(seconds * 1000);
