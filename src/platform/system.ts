import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { RandomInteger } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';

/** The effects of the machine, which the domain must not use directly. */
export const clock: Clock = () => new Date().toISOString();

export const random: RandomInteger = below => randomInt(below);

/** An attempt code of ours: an upper-case random UUID. */
export const drawCode = (): string => randomUUID().toUpperCase();

export const pause = (seconds: number): Promise<void> => setTimeout(seconds * 1000);
