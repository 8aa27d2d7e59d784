/**
 * The texts of searches, which can be names of learners: in the storage of the tab, for the back button and a reload by the
 * same user. The history has only their numbers.
 */

const STORED = 'staff-page-searches';

interface Searches {
  user: string | undefined;
  texts: string[];
}

let user: string | undefined;

/** @returns the number of the text, for `searchText` */
export function storeSearch(text: string): number {
  const texts = storedTexts();
  const stored = texts.indexOf(text);
  if (stored >= 0) return stored;
  write([...texts, text]);
  return texts.length;
}

export function searchText(number: unknown): string {
  return (typeof number === 'number' && storedTexts()[number]) || '';
}

/** Forgets the searches of an earlier user; one that was opened before the log-in is the next user's. */
export function beginSearches(next: string): void {
  user = next;
  const stored = readStored();
  if (stored?.user === undefined) write(stored?.texts ?? []);
  else if (stored.user !== next) forgetSearches();
}

export const forgetSearches = () => sessionStorage.removeItem(STORED);

function write(texts: string[]): void {
  if (texts.length > 0) sessionStorage.setItem(STORED, JSON.stringify({ user, texts }));
}

const storedTexts = () => readStored()?.texts ?? [];

function readStored(): Searches | undefined {
  return JSON.parse(sessionStorage.getItem(STORED) ?? 'null') ?? undefined;
}
