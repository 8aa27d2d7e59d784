import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { RandomInteger } from '../domain/ids.ts';
import type { Clock } from '../domain/time.ts';

/** Time, randomness and timers: the domain takes them as parameters. */
export const clock: Clock = () => new Date().toISOString();

export const random: RandomInteger = below => randomInt(below);

/** An attempt code of the service: an upper-case random UUID. */
export const drawCode = (): string => randomUUID().toUpperCase();

/** The time of a monotonic clock. */
export const milliseconds = (): number => performance.now();

export const pause = (seconds: number): Promise<void> => setTimeout(seconds * 1000);

/** An id with 96 random bits: it cannot be guessed. */
export const drawWebhookId = (): string => `whk_${randomBytes(12).toString('hex')}`;

/** A secret of Standard Webhooks, with 256 random bits. */
export const drawWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** The digest in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
