/**
 * The texts of searches, which can be names of learners: in the storage of the tab, for the back button and a reload by the
 * same user. The history has only their numbers.
 */

import { readStored, removeStored, writeStored } from './tabStorage.ts';

const STORED = 'staff-page-searches';

interface Searches {
  user?: string | undefined;
  /** The number of the first text: no earlier search in the history of the tab has it. */
  first: number;
  texts: string[];
}

let user: string | undefined;

/** @returns the number of the text, for `searchText` */
export function storeSearch(text: string): number {
  const stored = readSearches();
  // Before the log-in the next user is not known, and gets none of an earlier one.
  const { first, texts } = stored && stored.user === user ? stored : { first: drawNumber(), texts: [] };
  const index = texts.indexOf(text);
  if (index >= 0) return first + index;
  write({ first, texts: [...texts, text] });
  return first + texts.length;
}

export function searchText(number: unknown): string {
  const stored = readSearches();
  return (stored && typeof number === 'number' && stored.texts[number - stored.first]) || '';
}

/** Forgets the searches of an earlier user; one that was opened before the log-in is the next user's. */
export function beginSearches(next: string): void {
  user = next;
  const stored = readSearches();
  if (stored && stored.user === undefined) write(stored);
  else if (stored?.user !== next) forgetSearches();
}

/** A random number, not the time: two sessions can begin in one millisecond. Forgotten searches leave no number to count from. */
const drawNumber = () => Math.floor(Math.random() * 2 ** 48);

export const forgetSearches = () => removeStored(STORED);

function write({ first, texts }: Searches): void {
  writeStored(STORED, JSON.stringify({ user, first, texts }));
}

function readSearches(): Searches | undefined {
  return JSON.parse(readStored(STORED) ?? 'null') ?? undefined;
}
