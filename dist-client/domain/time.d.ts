/** A moment in UTC, ISO 8601 with milliseconds: `2026-11-02T09:40:12.000Z`. Sorts as text. */
export type Instant = string;
/** Where the time comes from; the domain never asks the machine. */
export type Clock = () => Instant;
export declare function secondsBetween(from: Instant, to: Instant): number;
export declare function laterBy(from: Instant, seconds: number): Instant;
/** Is the text an instant as the service writes them? Hands may have written something else. */
export declare function isInstant(text: string): boolean;
