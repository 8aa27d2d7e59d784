import { truncate } from '../text.ts';

/**
 * Descriptive values of a delivery never reject its verdict: an unreadable value becomes null or empty, an over-long text
 * is truncated. The payload keeps them as delivered.
 */

/** In characters. */
export const MAX_COMMENT_LENGTH = 10_000;
/** Limit of a comment's status. */
export const MAX_LABEL_LENGTH = 255;
const MAX_LINK_LENGTH = 8192;

/** Some 30 years: longer than any recording. */
const MAX_SECONDS = 1e9;

/** "12", "12.5", "-3" */
const DECIMAL = /^[+-]?(?:\d{1,12}(?:\.\d{0,20})?|\.\d{1,20})$/;
/** "01:05", "00:01:05", "00:01:05.250" */
const CLOCK = /^(?:(\d{1,6}):)?(\d{1,6}):(\d{1,2}(?:\.\d{0,20})?)$/;

/** Whole seconds of a number, a decimal text or a clock time; null for anything else. */
export function readSeconds(value: unknown): number | null {
  const seconds = typeof value === 'string' ? secondsOfText(value.trim()) : value;
  if (typeof seconds !== 'number' || !(Math.abs(seconds) <= MAX_SECONDS)) return null;
  // Adding 0 turns -0 into 0.
  return Math.round(seconds) + 0;
}

function secondsOfText(text: string): number | null {
  if (DECIMAL.test(text)) return Number(text);
  const match = CLOCK.exec(text);
  if (!match) return null;
  const [hours, minutes, seconds] = match.slice(1).map(part => Number(part ?? 0)) as [number, number, number];
  if (seconds >= 60 || (match[1] !== undefined && minutes >= 60)) return null;
  return hours * 3600 + minutes * 60 + seconds;
}

/** A text, or a number as text; empty for anything else. */
export function readText(value: unknown, maxLength: number): string {
  if (Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? truncate(value, maxLength) : '';
}

/** An absolute http or https link; null for anything else. */
export function readLink(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const link = value.trim();
  const isShown = /^https?:\/\/[^\p{Cc}\p{Cs}]+$/iu.test(link) && link.length <= MAX_LINK_LENGTH && URL.canParse(link);
  return isShown ? link : null;
}

/** A boolean that may be written as text. */
export function readFlag(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.trim().toLowerCase() === 'true');
}
